/**
 * Torture: every mode of the shim under load, while its processes are killed, drained and frozen, and while the services
 * behind it and the senders before it fail in every way they can. Counted from outside.
 *
 *   npm run torture                                 100,000 events
 *   npm run torture -- --events 5000 --seed 7       fewer, and other ones
 *   npm run torture -- --seconds 60                 as many as can be sent in a minute
 *
 * What is sent, what fails and who is killed where follows from the seed; when it happens does not. Exit code 1 when an
 * accepted event vanished, with its story; 2 for wrong arguments.
 */
import { parseArgs } from "node:util";
import { reportOf } from "./report.ts";
import { stopTorture, torture } from "./run.ts";

const DEFAULT_EVENTS = 100_000;
const DEFAULT_SEED = 20_261_121;
const DEFAULT_SECONDS = 3_600;

const { events, seed, seconds } = readArguments();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(130));
process.on("exit", stopTorture);

console.log(`seed ${seed}, ${events.toLocaleString("en-US")} events\n`);
const tortured = await torture({ events, seed, seconds, progress: (text) => console.error(text) });
const { text, isWell } = reportOf(tortured);
console.log(text);
process.exit(isWell ? 0 : 1);

function readArguments() {
  try {
    const { values } = parseArgs({
      options: { events: { type: "string" }, seed: { type: "string" }, seconds: { type: "string" } },
    });
    return {
      events: wholeNumber("events", values.events, DEFAULT_EVENTS),
      seed: wholeNumber("seed", values.seed, DEFAULT_SEED),
      seconds: wholeNumber("seconds", values.seconds, DEFAULT_SECONDS),
    };
  } catch (error) {
    console.error((error as Error).message);
    process.exit(2);
  }
}

function wholeNumber(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^[1-9][0-9]{0,8}$/.test(text))
    throw new Error(`--${name} is ${JSON.stringify(text)}, and no whole number above 0`);
  return Number(text);
}
