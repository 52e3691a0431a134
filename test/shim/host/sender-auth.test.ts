import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { SenderAuth } from "../../../src/routes/index.ts";
import { openSecret } from "../../../src/shim/host/secrets.ts";
import { senderCheck } from "../../../src/shim/host/sender-auth.ts";
import { post, Sockets } from "./harness.ts";

const sockets = new Sockets();
afterEach(() => sockets.close());

const NOW = 1_700_000_000_000;
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

function token(claims: object, head: object = {}, key: KeyObject = rsa.privateKey): string {
  const signed = `${base64({ alg: "RS256", kid: "r", ...head })}.${base64({ iss: "ISS", aud: ["other", "orders"], sub: "s", exp: NOW / 1000 + 60, ...claims })}`;
  const how = key.asymmetricKeyType === "ec" ? ({ key, dsaEncoding: "ieee-p1363" } as const) : key;
  return `${signed}.${sign("sha256", Buffer.from(signed), how).toString("base64url")}`;
}

describe("the check of the sender", () => {
  it("is none where the table asks for none", () => {
    expect(senderCheck(undefined, {}, () => NOW)).toBeUndefined();
  });

  it("takes the one token, and answers others 401", async () => {
    const auth: SenderAuth = { bearer: { env: "TOKEN" } };
    const routes = { "/": { mode: "fuse", flow: [{ discard: true }] } } as const;
    const shim = await sockets.shim(
      { version: 1, name: "a", destinations: {}, routes, auth },
      { environment: { TOKEN: "s3cret" } },
    );
    const statuses = [undefined, "Bearer s3cre", "Bearer s3cret", "bearer  s3cret", "Basic s3cret", "s3cret"].map(
      async (authorization) =>
        (await post(shim.url, undefined, authorization === undefined ? {} : { authorization })).status,
    );
    expect(await Promise.all(statuses)).toEqual([401, 401, 202, 202, 401, 401]);
    const refused = await post(shim.url);
    expect([refused.headers.get("www-authenticate"), await refused.text()]).toEqual([
      "Bearer",
      "It brings no token that may send.\n",
    ]);
  });

  it("takes tokens that the issuer signed for this audience, and no others", async () => {
    let asked = 0;
    const issuer = await sockets.upstream(({ url }, response) => {
      asked += 1;
      const jwks = [
        { ...rsa.publicKey.export({ format: "jwk" }), kid: "r" },
        { ...ec.publicKey.export({ format: "jwk" }), kid: "e" },
        { kty: "oct", k: "AA", kid: "o" },
      ];
      const body = url === "/keys" ? { keys: jwks } : { jwks_uri: `${issuer.url}/keys` };
      response.end(JSON.stringify(body));
    });
    const check = senderCheck({ oidc: { issuer: issuer.url, audience: "orders", subjects: ["s"] } }, {}, () => NOW);
    const mine = { iss: issuer.url };
    const hs = `${base64({ alg: "HS256", kid: "r" })}.${base64({ ...mine, aud: "orders", sub: "s", exp: NOW })}`;
    const good = token(mine);
    const cases: Readonly<Record<string, readonly [boolean, string]>> = {
      "a good one": [true, good],
      "one by another kind of key": [true, token(mine, { alg: "ES256", kid: "e" }, ec.privateKey)],
      "another audience": [false, token({ ...mine, aud: "others" })],
      "another issuer": [false, token({ iss: "https://other" })],
      "another subject": [false, token({ ...mine, sub: "t" })],
      "an expired one": [false, token({ ...mine, exp: NOW / 1000 - 61 })],
      "one that never expires": [false, token({ ...mine, exp: undefined })],
      "one from tomorrow": [false, token({ ...mine, nbf: NOW / 1000 + 86_400 })],
      "none as its algorithm": [
        false,
        `${base64({ alg: "none" })}.${base64({ ...mine, aud: "orders", sub: "s", exp: NOW })}.`,
      ],
      "the public key as a shared secret": [
        false,
        `${hs}.${createHmac("sha256", rsa.publicKey.export({ type: "spki", format: "pem" }))
          .update(hs)
          .digest("base64url")}`,
      ],
      "a key of another kind": [false, token(mine, { alg: "ES256" })],
      "an unknown key": [false, token(mine, { kid: "x" })],
      "changed claims": [
        false,
        good.replace(/\.[^.]+\./, `.${base64({ ...mine, aud: "orders", sub: "s", exp: NOW })}.`),
      ],
      "no token": [false, "a.b"],
      "no JSON": [false, "a.b.c"],
    };
    for (const [name, [expected, text]] of Object.entries(cases)) {
      expect([name, await check?.(`Bearer ${text}`)]).toEqual([name, expected]);
    }
    // Once to find the keys and once to fetch them: an unknown key does not make them be asked for each time.
    expect(asked).toBe(2);
  });

  it("lets nobody send where the issuer's keys cannot be had", async () => {
    const check = senderCheck({ oidc: { issuer: "http://127.0.0.1:1", audience: "orders" } }, {}, () => NOW);
    expect(await check?.(`Bearer ${token({ iss: "http://127.0.0.1:1" })}`)).toBe(false);
  });
});

it("reads a secret in a file anew when it was changed, and keeps the last while it is gone", () => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-shim-"));
  const file = join(folder, "token");
  let now = 0;
  writeFileSync(file, "one\n");
  const secret = openSecret({ file, prefix: "Bearer " }, {}, () => now);
  expect(secret()).toBe("Bearer one");
  writeFileSync(file, "two\n");
  utimesSync(file, 1, 1);
  expect(secret()).toBe("Bearer one");
  now = 20_000;
  expect(secret()).toBe("Bearer two");
  rmSync(folder, { recursive: true });
  now = 40_000;
  expect(secret()).toBe("Bearer two");
});
