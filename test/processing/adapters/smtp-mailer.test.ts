import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterEach, expect, test } from "vitest";
import { mailError, smtpMailer } from "../../../src/processing/adapters/smtp-mailer.ts";
import type { Mail } from "../../../src/processing/ports.ts";

const mail: Mail = {
  from: "a@example.com",
  to: ["b@example.com", "c@example.com"],
  subject: "Grüße",
  text: "text",
  html: '<img src="cid:object">',
  messageId: "1@sluice",
  attachments: [{ name: "a.png", contentType: "image/png", bytes: Buffer.from("png"), contentId: "object" }],
};

const servers: SMTPServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => new Promise<void>((done) => server.close(done)))));

/** A real mail server; `refuse` is the code it refuses every mail with. */
async function mailServer(refuse?: number): Promise<{ readonly url: string; readonly mails: string[] }> {
  const mails: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    logger: false,
    onData(stream, _, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        if (refuse !== undefined) return done(Object.assign(new Error("not today"), { responseCode: refuse }));
        mails.push(Buffer.concat(chunks).toString());
        done();
      });
    },
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.server.address() as AddressInfo;
  return { url: `smtp://127.0.0.1:${port}`, mails };
}

test("hands a mail with its picture to the server", async () => {
  const { url, mails } = await mailServer();
  await (await smtpMailer({ url, timeoutMs: 2000 })).send(mail);
  expect(mails).toHaveLength(1);
  for (const line of [
    "From: a@example.com",
    "To: b@example.com, c@example.com",
    "Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=",
    "Message-ID: <1@sluice>",
    "Content-Type: image/png; name=a.png",
    "Content-ID: <object>",
    Buffer.from("png").toString("base64"),
  ]) {
    expect(mails[0]).toContain(line);
  }
});

test.each([
  [451, "RetriableError"],
  [550, "FinalError"],
])("a server that refuses with %i makes a %s", async (code, name) => {
  const { url } = await mailServer(code);
  const sending = (await smtpMailer({ url, timeoutMs: 2000 })).send(mail);
  await expect(sending).rejects.toMatchObject({ name, message: expect.stringContaining(`${code} not today`) });
});

test("a server that is not there is retriable, and its password is told to nobody", async () => {
  const sending = (await smtpMailer({ url: "smtp://user:secret@127.0.0.1:9", timeoutMs: 2000 })).send(mail);
  await expect(sending).rejects.toMatchObject({
    name: "RetriableError",
    message: "The mail server 127.0.0.1:9 did not take the mail: connect ECONNREFUSED 127.0.0.1:9",
  });
});

test("a login that is refused is final", () => {
  const error = Object.assign(new Error("bad login"), { code: "EAUTH" });
  expect(mailError(error, "smtp://h")).toMatchObject({
    name: "FinalError",
    message: "The mail cannot be sent by h: bad login",
  });
});
