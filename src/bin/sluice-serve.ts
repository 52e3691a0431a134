#!/usr/bin/env node
import { serveProgram } from "../service/program/serve-program.ts";

/** A supervisor holds the other end of stdin; when it is gone, however it went, the pipe closes. */
const orphaned = new Promise<void>((done) => {
  if (process.env["SLUICE_SUPERVISED"] !== "1") return;
  for (const event of ["end", "close", "error"]) process.stdin.once(event, () => done());
  process.stdin.resume();
});

process.exitCode = await serveProgram(process.argv.slice(2), {
  environment: process.env,
  directory: process.cwd(),
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  orphaned,
});
// What a module left open (a database, a timer) must not keep a process that is done.
process.exit();
