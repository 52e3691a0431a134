import { expect, test } from "vitest";
import type { TypedEvent } from "../../src/events/event.ts";
import { bucketSource, type ObjectFinalizedData } from "../../src/processing/contracts.ts";
import { notifier } from "../../src/processing/notify.ts";
import type { Bucket, Mail } from "../../src/processing/ports.ts";

const settings = { from: "a@example.com", to: ["b@example.com"], subject: "New: {name} in {bucket}", maxBytes: 1000 };

function finalized(name: string, bucket = "charts"): TypedEvent<string, ObjectFinalizedData> {
  const data = { bucket, name, contentType: "x/y", size: "3", timeCreated: "2026-01-01T00:00:00Z", generation: "1" };
  return { specversion: "1.0", id: "e-1", source: bucketSource(bucket), type: "finalized", extensions: {}, data };
}

function ports(contentType = "image/png") {
  const mails: Mail[] = [];
  const bucket: Bucket = {
    name: "charts",
    put: () => Promise.reject(new Error("a notifier writes nothing")),
    get: (name) => Promise.resolve({ name, contentType, bytes: Buffer.from("png") }),
  };
  return { mails, bucket, mailer: { send: (mail: Mail) => Promise.resolve(void mails.push(mail)) } };
}

test("mails a picture inside the text, escaped, with a Message-ID that two sendings share", async () => {
  const { mails, ...rest } = ports();
  const notify = notifier(settings, rest);
  expect([await notify(finalized("a/<b>.png")), await notify(finalized("a/<b>.png"))]).toEqual([true, true]);
  expect(mails[0]).toEqual({
    from: "a@example.com",
    to: ["b@example.com"],
    subject: "New: a/<b>.png in charts",
    text: 'There is a new object in the bucket "charts": a/<b>.png (3 bytes).\nIt is attached.\n',
    html:
      "<p>There is a new object in the bucket &#34;charts&#34;: a/&#60;b&#62;.png (3 bytes).</p>" +
      '<p><img src="cid:object" alt="a/&#60;b&#62;.png" style="max-width:100%"></p>',
    messageId: expect.stringMatching(/^[0-9a-f]{40}@sluice$/),
    attachments: [{ name: "<b>.png", contentType: "image/png", bytes: Buffer.from("png"), contentId: "object" }],
  });
  expect(mails[1]?.messageId).toBe(mails[0]?.messageId);
});

test("what no mail program shows inside the text is only attached", async () => {
  const { mails, ...rest } = ports("application/pdf");
  await notifier(settings, rest)(finalized("report.pdf"));
  expect(mails[0]?.attachments).toEqual([
    { name: "report.pdf", contentType: "application/pdf", bytes: Buffer.from("png") },
  ]);
  expect(mails[0]?.html).not.toContain("<img");
});

test("leaves another bucket alone", async () => {
  const { mails, ...rest } = ports();
  expect(await notifier(settings, rest)(finalized("x.png", "uploads"))).toBe(false);
  expect(mails).toEqual([]);
});
