import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const isBuilt = existsSync(join(root, "dist/bin/sluice-serve.js"));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
});

/** The instructions of a Dockerfile: keyword and the rest, continued lines joined. */
function instructions(text: string): readonly (readonly [string, string])[] {
  return text
    .replaceAll("\\\n", " ")
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, keyword = "", rest = ""] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
      return [keyword, rest] as const;
    });
}

/** The instructions of one stage: that of a name, or the last, which is built when none is named. */
function stage(name: string | undefined): readonly (readonly [string, string])[] {
  const lines = instructions(readFileSync(join(root, "Dockerfile"), "utf8"));
  const starts = lines.flatMap(([keyword, rest], index) => (keyword === "FROM" ? [{ index, rest }] : []));
  const start = starts.findIndex(({ rest }) =>
    name === undefined ? !rest.includes(" AS ") : rest.endsWith(` AS ${name}`),
  );
  return lines.slice(starts[start]?.index, starts[start + 1]?.index);
}

/** Packs the package into a folder. Gives what the build argument is then. */
function pack(folder: string): string {
  const packed = execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], {
    cwd: root,
  });
  return `./${packed.toString().trim().split("\n").at(-1)}`;
}

/** Values of `ARG` and `ENV`, with paths below `/app` moved to where this runs. */
function variables(lines: readonly (readonly [string, string])[], folder: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [keyword, rest] of lines) {
    const [, name, value] = /^(\w+)=(.*)$/.exec(rest) ?? [];
    if ((keyword !== "ARG" && keyword !== "ENV") || name === undefined || value === undefined) continue;
    values[name] = value.replaceAll("$PATH", process.env["PATH"] ?? "").replaceAll("/app", folder);
  }
  return values;
}

test("the stage of the shim holds the bundle alone, and its CMD is ready with a table", async (context) => {
  if (!isBuilt) context.skip("dist/ is not built");
  const folder = mkdtempSync(join(tmpdir(), "sluice-image-"));
  const lines = stage("shim");
  expect(lines[0]).toEqual(["FROM", "node:20-slim AS shim"]);
  const environment = { ...process.env, ...variables(lines, folder), SLUICE: pack(folder) };
  for (const [keyword, command] of lines) {
    if (keyword === "RUN") execFileSync("sh", ["-c", command], { cwd: folder, env: environment, stdio: "ignore" });
  }
  expect(readdirSync(folder).sort()).toEqual(["jsonata.mjs", "schemas.mjs", "sluice-shim.mjs"]);

  const [, command = ""] = lines.find(([keyword]) => keyword === "CMD") ?? [];
  const [program = "", ...args] = JSON.parse(command) as readonly string[];
  const table = {
    version: 1,
    name: "orders",
    destinations: {},
    routes: { "/": { mode: "fuse", flow: [{ discard: true }] } },
  };
  const port = await freePort();
  const env = { PATH: process.env["PATH"], PORT: String(port), SLUICE_ROUTES: JSON.stringify(table) };
  const child = spawn(program, args, { cwd: folder, env, stdio: "inherit" });
  children.push(child);
  while (!(await isReady(port))) if (child.exitCode !== null) throw new Error(`CMD ended with code ${child.exitCode}`);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
}, 120_000);

test("its RUN lines install the package in an empty folder, and its CMD serves an event there", async (context) => {
  if (!isBuilt) context.skip("dist/ is not built");
  const folder = mkdtempSync(join(tmpdir(), "sluice-image-"));
  const lines = stage(undefined);
  expect(lines[0]).toEqual(["FROM", "node:20-slim"]);
  const environment = { ...process.env, ...variables(lines, folder), SLUICE: pack(folder) };
  for (const [keyword, command] of lines) {
    if (keyword === "RUN") execFileSync("sh", ["-c", command], { cwd: folder, env: environment, stdio: "ignore" });
  }

  const data = join(folder, "visits.csv");
  writeFileSync(data, "town,visits\nOslo,3\nRome,7\n");
  const [, command = ""] = lines.find(([keyword]) => keyword === "CMD") ?? [];
  const [program = "", ...args] = JSON.parse(command) as readonly string[];
  const child = spawn(program, args, {
    cwd: folder,
    env: {
      ...environment,
      PORT: "0",
      HOST: "127.0.0.1",
      ACCEPTS: "dev.knative.sources.ping",
      DATASETS: JSON.stringify({ visits: "visits.csv", flights: "npm:vega-datasets/data/flights-3m.parquet" }),
      QUERY: "SELECT visits FROM visits WHERE town = $town",
      DATASET_ID: "visits",
      TABLE_ID: "of_{town}",
      STORE: join(folder, "store"),
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const ended = once(child, "exit").then(([code]: readonly unknown[]): never => {
    throw new Error(`CMD ended with code ${String(code)}`);
  });
  ended.catch(() => undefined);
  const [line] = (await Promise.race([once(child.stdout, "data"), ended])) as [Buffer];
  const { listening } = JSON.parse(line.toString().split("\n")[0] ?? "") as {
    readonly listening: { readonly url: string };
  };

  const response = await fetch(listening.url, {
    method: "POST",
    headers: {
      "ce-specversion": "1.0",
      "ce-id": "1",
      "ce-source": "/test",
      "ce-type": "dev.knative.sources.ping",
      "content-type": "application/json",
    },
    body: '{"town":"Oslo"}',
  });
  expect([response.status, response.headers.get("ce-type"), await response.json()]).toEqual([
    200,
    "dev.knative.samples.querycompleted",
    { datasetId: "visits", tableId: "of_oslo", parameters: { town: "Oslo" }, rows: 1 },
  ]);
  expect(existsSync(join(folder, "store/visits/of_oslo.parquet"))).toBe(true);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
}, 300_000);

function isReady(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
