import { spawn } from "node:child_process";
import { constants } from "node:os";

// Runs one command and ends it when the process that started this one is gone: the pipe on stdin closes then, however
// that process ended, kill -9 included. Arguments: the command and its arguments. Exits as the command does, and with 128
// and the number of the signal when one ended it, as a shell does.

const GRACE_MS = 5_000;
const [command, ...args] = process.argv.slice(2);
if (command === undefined) {
  process.stderr.write("sluice: the guard is started by sluice dev, not by hand.\n");
  process.exit(2);
}

// A process group of its own, so that what the command itself started ends with it.
const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"], detached: true });
let ending = false;

child.on("error", (error: NodeJS.ErrnoException) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(error.code === "ENOENT" ? 127 : 126);
});
child.on("exit", (code, signal) => {
  // The command is gone; what it left behind in its group goes too.
  kill("SIGKILL");
  process.exit(code ?? (signal === "SIGTERM" && ending ? 0 : 128 + (signal === null ? 0 : constants.signals[signal])));
});

process.stdin.resume();
process.stdin.on("error", end);
process.stdin.on("end", end);
process.stdin.on("close", end);
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, end);

function end(): void {
  if (ending) return;
  ending = true;
  kill("SIGTERM");
  setTimeout(() => kill("SIGKILL"), GRACE_MS).unref();
}

function kill(signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}
