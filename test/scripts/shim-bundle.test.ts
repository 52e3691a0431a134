import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "tsdown";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shimBundles } from "../../scripts/shim-bundle.ts";

const root = resolve(import.meta.dirname, "../..");
let folder = "";
const files = ["jsonata.mjs", "schemas.mjs", "sluice-shim.mjs"];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sluice-bundle-"));
  for (const name of ["one", "two"]) {
    for (const bundle of shimBundles) {
      await build({ ...bundle, config: false, outDir: join(folder, name), logLevel: "error", cwd: root });
    }
  }
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the shim's bundle", () => {
  it("is one file below 300 kB, and two for the tables that use them", () => {
    expect(readdirSync(join(folder, "one")).toSorted()).toEqual(files);
    expect(readFileSync(join(folder, "one/sluice-shim.mjs")).byteLength).toBeLessThan(300_000);
  });

  it("has the same bytes each time, and no path of the machine in it", () => {
    for (const file of files) {
      const text = readFileSync(join(folder, "one", file), "utf8");
      expect(text === readFileSync(join(folder, "two", file), "utf8")).toBe(true);
      expect([file, text.includes(root), text.includes(folder)]).toEqual([file, false, false]);
    }
  });

  it("runs on Node alone, with its table in the environment, and stops when it is told to", async () => {
    const flow = [
      { filter: { filters: [{ cesql: "type LIKE 'order.%'" }] } },
      { map: { jsonata: '{"double": data.a * 2}', attributes: { type: "doubled" } } },
      { reply: true },
    ];
    const validate = { types: { "order.created": { type: "object", properties: { a: { type: "integer" } } } } };
    const table = { version: 1, name: "orders", destinations: {}, routes: { "/": { mode: "fuse", validate, flow } } };
    const port = await freePort();
    const child = spawn(process.execPath, [join(folder, "one/sluice-shim.mjs")], {
      cwd: folder,
      env: { PORT: String(port), SLUICE_ROUTES: JSON.stringify(table), SLUICE_LOG: "none" },
      stdio: "inherit",
    });
    const ended = new Promise((done) => child.once("exit", (code) => done(code)));
    const post = (body: string) =>
      fetch(`http://127.0.0.1:${port}/`, {
        method: "POST",
        headers: {
          "ce-specversion": "1.0",
          "ce-id": "1",
          "ce-source": "/s",
          "ce-type": "order.created",
          "content-type": "application/json",
        },
        body,
      });
    try {
      while (
        !(await fetch(`http://127.0.0.1:${port}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        ))
      ) {
        if (child.exitCode !== null) throw new Error(`It ended with code ${child.exitCode}.`);
      }
      const answer = await post('{"a":21}');
      expect([answer.status, answer.headers.get("ce-type"), await answer.text()]).toEqual([
        200,
        "doubled",
        '{"double":42}',
      ]);
      expect((await post('{"a":"x"}')).status).toBe(400);
      child.kill("SIGTERM");
      expect(await ended).toBe(0);
    } finally {
      child.kill("SIGKILL");
    }
  }, 60_000);
});

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
