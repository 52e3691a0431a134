#!/usr/bin/env node
import { createRequire } from "node:module";
import { main } from "../cli/main.ts";

const { version } = createRequire(import.meta.url)("../../package.json") as { readonly version: string };

process.exitCode = await main(process.argv.slice(2), {
  version,
  appHost: new URL("./app-host.js", import.meta.url),
  guard: new URL("./guard.js", import.meta.url),
  serve: new URL("./sluice-serve.js", import.meta.url),
  rulePages: new URL("../../docs/rules/", import.meta.url),
});
