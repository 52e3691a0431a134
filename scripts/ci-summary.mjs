// Prints every skipped test with its reason, then the closing line of .ci/run. Arguments: the summary file that the
// test reporter wrote, and how many stages failed.
import { existsSync, readFileSync } from "node:fs";

const [file, failedStages = "0"] = process.argv.slice(2);
const summary = file !== undefined && existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
const { passed = 0, failed = 0, skipped = [] } = summary ?? {};
const strict = process.env.STRICT === "1";

for (const { name, reason } of skipped) console.log(`skipped: ${name}: ${reason}`);
if (strict && skipped.length > 0) console.log("STRICT=1: a skipped test is a failure.");
// A stage that failed without a failing test (format, lint, types, install) still counts.
const stages = Number(failedStages) > 0 && failed === 0 ? Number(failedStages) : 0;
const failures = failed + stages + (strict ? skipped.length : 0) + (summary === undefined && stages === 0 ? 1 : 0);
console.log(`${passed} passed, ${failures} failed`);
process.exitCode = failures === 0 ? 0 : 1;
