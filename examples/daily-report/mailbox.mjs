// A mail server on loopback that keeps every mail as a file: `<number>-<recipient>.eml`.
import { createWriteStream, mkdirSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { SMTPServer } from "smtp-server";

/** Starts it; `url` is what a mailer connects to. */
export async function startMailbox(folder, port = 0) {
  mkdirSync(folder, { recursive: true });
  let number = readdirSync(folder).filter((name) => name.endsWith(".eml")).length;
  const server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    logger: false,
    onData(stream, session, done) {
      const to = session.envelope.rcptTo[0]?.address ?? "nobody";
      number += 1;
      const file = join(folder, `${String(number).padStart(4, "0")}-${to.replace(/[^a-z0-9.@-]/gi, "_")}.eml`);
      // The mail is accepted when it is whole on disk, not before.
      pipeline(stream, createWriteStream(`${file}.part`))
        .then(() => renameSync(`${file}.part`, file))
        .then(() => done(), done);
    },
  });
  await new Promise((ready, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", ready);
  });
  const address = server.server.address();
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    close: () => new Promise((closed) => server.close(closed)),
  };
}
