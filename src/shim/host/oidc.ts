import { createPublicKey, type JsonWebKey, type KeyObject, verify } from "node:crypto";
import { Pool } from "undici";
import type { OidcCheck } from "../../routes/index.ts";
import { bearerToken, type SenderCheck } from "./bearer-token.ts";
import { openSecret } from "./secrets.ts";
import type { Environment } from "./settings.ts";
import { trusting } from "./trusting.ts";

/** Clocks of two machines differ. */
const LEEWAY_S = 60;
const KEYS_FRESH_MS = 10 * 60_000;
/** A token with a key nobody knows makes the keys be fetched again, but not more often. */
const KEYS_AGAIN_MS = 10_000;
const MAX_KEYS_BYTES = 256 * 1024;
const MAX_TOKEN = 16 * 1024;

/**
 * Checks tokens as Knative's receivers do (eventing.md §9): signed by the issuer, for this audience, not expired. Where the
 * issuer's keys cannot be had nobody may send.
 *
 * @throws SecretError where a secret is not there
 */
export function oidcCheck(check: OidcCheck, environment: Environment, now: () => number): SenderCheck {
  const secret = check.token === undefined ? undefined : openSecret(check.token, environment, now);
  const keys = new Keys((url) => fetchJson(url, check.caCerts, secret?.()), check, now);
  return async (authorization) => {
    const token = bearerToken(authorization);
    return token !== undefined && token.length <= MAX_TOKEN && (await isValid(token, check, keys, now()));
  };
}

type KeyById = ReadonlyMap<string, KeyObject>;

class Keys {
  private readonly fetch: (url: string) => Promise<unknown>;
  private readonly check: OidcCheck;
  private readonly now: () => number;
  private held: KeyById = new Map();
  private fetchedMs = Number.NEGATIVE_INFINITY;
  private fetching: Promise<void> | undefined;

  public constructor(fetch: (url: string) => Promise<unknown>, check: OidcCheck, now: () => number) {
    this.fetch = fetch;
    this.check = check;
    this.now = now;
  }

  public async find(id: string): Promise<KeyObject | undefined> {
    const age = this.now() - this.fetchedMs;
    if (age > KEYS_FRESH_MS || (!this.held.has(id) && age > KEYS_AGAIN_MS)) {
      this.fetching ??= this.refresh().finally(() => {
        this.fetching = undefined;
      });
      await this.fetching;
    }
    return this.held.get(id);
  }

  private async refresh(): Promise<void> {
    this.fetchedMs = this.now();
    try {
      this.held = keysOf(await this.fetch(await this.address()));
    } catch {
      // The keys that are held stay good for what they have signed.
    }
  }

  private async address(): Promise<string> {
    if (this.check.jwksUrl !== undefined) return this.check.jwksUrl;
    const found = await this.fetch(`${this.check.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
    const url = textIn(found, "jwks_uri");
    if (url === undefined || !URL.canParse(url)) throw new Error("The issuer names no keys.");
    return url;
  }
}

async function isValid(
  token: string,
  { issuer, audience, subjects }: OidcCheck,
  keys: Keys,
  nowMs: number,
): Promise<boolean> {
  const parts = token.split(".");
  const [head, body, signature] = parts;
  if (head === undefined || body === undefined || signature === undefined || parts.length !== 3) return false;
  const header = decoded(head);
  const claims = decoded(body);
  const algorithm = ALGORITHMS.get(textIn(header, "alg") ?? "");
  if (algorithm === undefined || claims === undefined) return false;
  if (textIn(claims, "iss") !== issuer || !isFor(claims, audience) || !isNow(claims, nowMs / 1000)) return false;
  const subject = textIn(claims, "sub");
  if (subjects !== undefined && (subject === undefined || !subjects.includes(subject))) return false;
  const key = await keys.find(textIn(header, "kid") ?? "");
  if (key === undefined || key.asymmetricKeyType !== algorithm.keyType) return false;
  const signed = Buffer.from(`${head}.${body}`);
  try {
    const options = algorithm.keyType === "ec" ? ({ key, dsaEncoding: "ieee-p1363" } as const) : key;
    return verify(algorithm.digest, signed, options, Buffer.from(signature, "base64url"));
  } catch {
    return false;
  }
}

/** Only signatures by key pairs: `none` and shared secrets prove nothing here. */
const ALGORITHMS: ReadonlyMap<string, { readonly keyType: "rsa" | "ec"; readonly digest: string }> = new Map([
  ["RS256", { keyType: "rsa", digest: "sha256" }],
  ["RS384", { keyType: "rsa", digest: "sha384" }],
  ["RS512", { keyType: "rsa", digest: "sha512" }],
  ["ES256", { keyType: "ec", digest: "sha256" }],
  ["ES384", { keyType: "ec", digest: "sha384" }],
]);

function isFor(claims: unknown, audience: string): boolean {
  const held = memberOf(claims, "aud");
  return Array.isArray(held) ? held.includes(audience) : held === audience;
}

function isNow(claims: unknown, nowS: number): boolean {
  const expires = memberOf(claims, "exp");
  const begins = memberOf(claims, "nbf");
  if (typeof expires !== "number" || expires + LEEWAY_S < nowS) return false;
  return typeof begins !== "number" || begins - LEEWAY_S <= nowS;
}

function keysOf(found: unknown): KeyById {
  const list = memberOf(found, "keys");
  const keys = new Map<string, KeyObject>();
  for (const jwk of Array.isArray(list) ? list : []) {
    try {
      keys.set(textIn(jwk, "kid") ?? "", createPublicKey({ key: jwk as JsonWebKey, format: "jwk" }));
    } catch {
      // A key of a kind we do not know signs nothing we would take.
    }
  }
  return keys;
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}

function textIn(value: unknown, name: string): string | undefined {
  const text = memberOf(value, name);
  return typeof text === "string" ? text : undefined;
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

async function fetchJson(url: string, caCerts: string | undefined, token: string | undefined): Promise<unknown> {
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, {
    headersTimeout: 5000,
    bodyTimeout: 5000,
    maxResponseSize: MAX_KEYS_BYTES,
    connect: { timeout: 5000, ...trusting(caCerts) },
  });
  try {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const { statusCode, body } = await pool.request({ method: "GET", path: `${pathname}${search}`, headers });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`The issuer answered ${statusCode}.`);
    return JSON.parse(text);
  } finally {
    await pool.destroy();
  }
}
