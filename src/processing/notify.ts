import { createHash } from "node:crypto";
import type { TypedEvent } from "../events/event.ts";
import type { ObjectFinalizedData } from "./contracts.ts";
import type { Bucket, Mail, Mailer, StoredObject } from "./ports.ts";
import { fillTemplate } from "./template.ts";

/** What a notifier is told once. */
export interface NotifierSettings {
  readonly from: string;
  readonly to: readonly string[];
  /** A template over `{name}` and `{bucket}`. */
  readonly subject: string;
  /** Largest object that is put into a mail. */
  readonly maxBytes: number;
}

/** The adapters of a notifier. */
export interface NotifierPorts {
  readonly bucket: Bucket;
  readonly mailer: Mailer;
}

/** Content types that a mail program shows inside the text. */
const INLINE = new Set(["image/png", "image/jpeg", "image/gif"]);

/**
 * A notifier: mails each announced object of its bucket, pictures inside the text. An event of another bucket is left
 * alone (pipelines.md §1.2). Two sendings of one event carry one Message-ID, so that a mail program shows one.
 *
 * @returns whether a mail was sent
 */
export function notifier(
  settings: NotifierSettings,
  { bucket, mailer }: NotifierPorts,
): (event: TypedEvent<string, ObjectFinalizedData>) => Promise<boolean> {
  return async (event) => {
    if (event.data.bucket !== bucket.name) return false;
    const object = await bucket.get(event.data.name, { maxBytes: settings.maxBytes });
    await mailer.send(mailOf(event, object, settings, bucket.name));
    return true;
  };
}

function mailOf(
  event: TypedEvent<string, ObjectFinalizedData>,
  object: StoredObject,
  settings: NotifierSettings,
  bucket: string,
): Mail {
  const { name, contentType, bytes } = object;
  const inline = INLINE.has(contentType);
  const sentence = `There is a new object in the bucket "${bucket}": ${name} (${bytes.length} bytes).`;
  const picture = inline ? `<p><img src="cid:object" alt="${escape(name)}" style="max-width:100%"></p>` : "";
  return {
    from: settings.from,
    to: settings.to,
    subject: fillTemplate(settings.subject, { name, bucket }),
    text: `${sentence}\nIt is attached.\n`,
    html: `<p>${escape(sentence)}</p>${picture}`,
    messageId: `${createHash("sha256").update(`${event.source}\n${event.id}`).digest("hex").slice(0, 40)}@sluice`,
    attachments: [{ name: baseName(name), contentType, bytes, ...(inline ? { contentId: "object" } : {}) }],
  };
}

function baseName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
