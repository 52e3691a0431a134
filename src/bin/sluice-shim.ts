#!/usr/bin/env node
import { shimProgram } from "../shim/host/program.ts";

process.exitCode = await shimProgram({
  environment: process.env,
  stderr: (text) => process.stderr.write(text),
  now: () => Date.now(),
});
