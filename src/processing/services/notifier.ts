import { defineStep } from "../../events/step.ts";
import { integer, list, readEnvironment, text, type Variable } from "../../service/environment.ts";
import { fromEnvironment } from "../../service/from-environment.ts";
import { service } from "../../service/service.ts";
import { folderBucket } from "../adapters/folder-bucket.ts";
import { smtpMailer } from "../adapters/smtp-mailer.ts";
import { ObjectFinalized } from "../contracts.ts";
import { notifier } from "../notify.ts";

/** The notifier as a service: an announced object in, a mail out, no reply. Configured by its environment. */
export default fromEnvironment(async (environment) => {
  const settings = readEnvironment(environment, {
    STEP: text("the step's name", "notifier"),
    BUCKET: text("the bucket's name"),
    BUCKET_FOLDER: text("the folder that is the bucket"),
    TO_EMAILS: list("the addresses mails go to, separated by commas"),
    FROM_EMAIL: text("the address mails come from"),
    SMTP_URL: smtpUrl("the mail server: smtp://user:password@host:port"),
    SUBJECT: text("the subject, a template over {name} and {bucket}", "A new chart: {name}"),
    MAX_BYTES: integer("the largest object that is mailed", 10 * 1024 * 1024, { min: 1, max: 100 * 1024 * 1024 }),
    SMTP_TIMEOUT_MS: integer("the longest wait for the mail server", 10_000, { min: 100, max: 600_000 }),
  });
  const notify = notifier(
    { from: settings.FROM_EMAIL, to: settings.TO_EMAILS, subject: settings.SUBJECT, maxBytes: settings.MAX_BYTES },
    {
      bucket: folderBucket(settings.BUCKET, settings.BUCKET_FOLDER),
      mailer: await smtpMailer({ url: settings.SMTP_URL, timeoutMs: settings.SMTP_TIMEOUT_MS }),
    },
  );
  const step = defineStep(settings.STEP, { accepts: [ObjectFinalized] });
  return service(step, async (event) => {
    await notify(event);
  });
});

/** Its text may hold a password and is never quoted. */
function smtpUrl(meaning: string): Variable<string> {
  const parse = (value: string) => {
    if (URL.canParse(value) && /^smtps?:$/.test(new URL(value).protocol)) return value;
    throw new Error("it is no smtp or smtps URL.");
  };
  return { meaning, required: true, fallback: "", parse };
}
