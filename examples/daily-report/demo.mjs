// Runs the daily report once, on this machine: two schedules fired by hand, a query over three million flights, a
// chart, a bucket that announces it, a mail with the chart. Ends by itself; exits 0 only when every hop went well.
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { startMailbox } from "./mailbox.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const state = join(here, ".sluice");
const mails = join(state, "mails");
const charts = join(state, "data", "charts");
const sluice = join(dirname(createRequire(import.meta.url).resolve("sluice/package.json")), "dist/bin/sluice.js");

const mailbox = await startMailbox(mails);
const before = new Set(readdirSync(mails));
const arguments_ = [
  "dev",
  here,
  "--fire",
  "ord",
  "--fire",
  "lax",
  "--until",
  "notifier=2",
  "--timeout",
  "120",
  "--port",
  "0",
];
const code = await run(process.execPath, [sluice, ...arguments_], { SMTP_URL: mailbox.url });
await mailbox.close();

const arrived = readdirSync(mails).filter((file) => !before.has(file));
if (code === 0 && arrived.length !== 2) {
  console.error(`The pipeline says it is done, but ${arrived.length} mails arrived instead of 2.`);
  process.exit(1);
}
if (code === 0) {
  console.log("");
  for (const file of readdirSync(charts)
    .filter((name) => /\.(png|svg)$/.test(name))
    .sort())
    console.log(`chart  ${shown(join(charts, file))}`);
  for (const file of arrived.sort()) console.log(`mail   ${shown(join(mails, file))}`);
}
process.exit(code);

function run(command, args, env) {
  return new Promise((done) => {
    const child = spawn(command, args, { stdio: "inherit", env: { ...process.env, ...env } });
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
    child.on("error", (error) => {
      console.error(error.message);
      done(3);
    });
    child.on("exit", (exitCode) => done(exitCode ?? 1));
  });
}

function shown(path) {
  return relative(process.cwd(), path);
}
