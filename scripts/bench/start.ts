import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { median, tell, time } from "./measure.ts";

// `sluice check` on one file, from start to end, against a Node that does nothing. What was found must be the fault that
// was seeded, and nothing else.

const RUNS = Number(process.env.RUNS ?? 21);
const LIMIT = 2.5;
const SLUICE = resolve(import.meta.dirname, "../..", process.env.SLUICE_DIST ?? "dist", "bin/sluice.js");
const FAULTY = `apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata:
  name: charge
spec:
  broker: orders
  filter:
    attributes:
      Type: shop.order.placed
  subscriber:
    uri: http://charge.example.com/
`;

const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
try {
  writeFileSync(join(folder, "trigger.yaml"), FAULTY);
  writeFileSync(join(folder, "nothing.mjs"), "");
  const bare: number[] = [];
  const ours: number[] = [];
  for (let run = -2; run < RUNS; run += 1) {
    const peer = timed(["nothing.mjs"], 0);
    const check = timed([SLUICE, "check", "trigger.yaml"], 1);
    // The first rounds only warm the disk up.
    if (run < 0) continue;
    bare.push(peer);
    ours.push(check);
  }
  tell({
    name: "start of sluice check",
    counts: `one file, ${RUNS} runs, its fault found`,
    ours: time(median(ours)),
    peer: `${time(median(bare))} (bare Node)`,
    value: median(ours) / median(bare),
    bar: LIMIT,
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function timed(args: readonly string[], exitCode: number): number {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  const took = performance.now() - start;
  if (status !== exitCode || (exitCode === 1 && !stderr.includes("invalid-filter"))) {
    throw new Error(`node ${args.join(" ")} ended with ${status}:\n${stdout}${stderr}`);
  }
  return took;
}
