import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shimProgram } from "../../../src/shim/host/program.ts";
import { readSettings } from "../../../src/shim/host/settings.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-shim-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(environment: Readonly<Record<string, string>>): Promise<readonly [code: number, stderr: string]> {
  let stderr = "";
  const code = await shimProgram({ environment, stderr: (text) => void (stderr += text), now: () => 0 });
  return [code, stderr];
}

const table = (others: object = {}) =>
  JSON.stringify({
    version: 1,
    name: "a",
    destinations: {},
    routes: { "/": { mode: "fuse", flow: [{ discard: true }] } },
    ...others,
  });

describe("sluice-shim", () => {
  it("names everything that is wrong with its environment at once", async () => {
    expect(await run({ PORT: "80a", SLUICE_LOG: "debug", SLUICE_LOG_DATA: "yes", SLUICE_GRACE_MS: "-1" })).toEqual([
      2,
      "sluice-shim: Neither SLUICE_ROUTES nor SLUICE_ROUTES_FILE is set. Set one of them, to the route table or to its file.\n" +
        'sluice-shim: PORT is "80a". Set it to a whole number from 0 to 65535, or leave it out.\n' +
        'sluice-shim: SLUICE_LOG is "debug". Set it to one of info, warning, error, none, or leave it out.\n' +
        'sluice-shim: SLUICE_LOG_DATA is "yes". Set it to one of true, false, or leave it out.\n' +
        'sluice-shim: SLUICE_GRACE_MS is "-1". Set it to a whole number from 0 to 3600000, or leave it out.\n',
    ]);
    expect((await run({ SLUICE_ROUTES: table(), SLUICE_ROUTES_FILE: "/x" }))[1]).toBe(
      "sluice-shim: Both SLUICE_ROUTES and SLUICE_ROUTES_FILE are set. Set one of them, to the route table or to its file.\n",
    );
  });

  it("takes its defaults, and an empty variable for none", () => {
    expect(readSettings({ SLUICE_ROUTES: "{}", PORT: "", SLUICE_ROUTES_FILE: "" })).toEqual({
      settings: { port: 8080, log: "warning", logData: false, graceMs: 25_000, table: "{}" },
      problems: [],
    });
  });

  it("prints what is wrong with its table, with place and mend", async () => {
    const file = join(folder, "routes.json");
    writeFileSync(file, table({ nane: "b" }));
    expect(await run({ SLUICE_ROUTES_FILE: file })).toEqual([
      2,
      `error route-field-unknown   nane   ${file}\n  There is no field "nane" here.\n  Did you mean "name"?\n`,
    ]);
  });

  it("says that its file is not there", async () => {
    const file = join(folder, "nowhere.json");
    expect(await run({ SLUICE_ROUTES_FILE: file })).toEqual([
      2,
      `sluice-shim: The route table ${file} cannot be read (ENOENT). Set SLUICE_ROUTES_FILE to a file that is there.\n`,
    ]);
  });

  it("says which secret is not there", async () => {
    const destinations = { a: { url: "http://a", headers: { authorization: { file: join(folder, "token") } } } };
    expect(await run({ SLUICE_ROUTES: table({ destinations }) })).toEqual([
      2,
      `sluice-shim: The file ${join(folder, "token")} cannot be read, and a secret should be in it.\n`,
    ]);
  });

  it("says what is wrong with an expression and a schema", async () => {
    const flow = [{ map: { jsonata: "a.(" } }, { discard: true }];
    const routes = { "/": { mode: "fuse", validate: { types: { t: { type: "objekt" } } }, flow } };
    const [code, stderr] = await run({ SLUICE_ROUTES: table({ routes }) });
    expect(code).toBe(2);
    expect(stderr).toContain('error route-field-invalid   routes["/"].validate.types.t\n');
    expect(stderr).toContain('error route-field-invalid   routes["/"].flow[0].map.jsonata\n');
    expect(stderr).toMatch(/The JSON Schema of "t" does not compile: .*must be/);
    expect(stderr).toMatch(/The JSONata expression "a\.\(" does not compile: /);
  });

  it("says that its port is taken", async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "0.0.0.0", done));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const [code, stderr] = await run({ SLUICE_ROUTES: table(), PORT: String(port) });
    await new Promise((done) => server.close(done));
    expect([code, stderr]).toEqual([1, `sluice-shim: listen EADDRINUSE: address already in use 0.0.0.0:${port}\n`]);
  });
});
