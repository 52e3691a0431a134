import { expect, test } from "vitest";
import { toManifests } from "../../../constructs/adapter/manifests.ts";
import { MailNotifier } from "../../../constructs/processing/index.ts";
import { refusal, shop } from "../harness.ts";
import { image, pipelineParts } from "./processing.ts";

const mail = {
  image,
  to: ["a@example.com", "b@example.com"],
  from: "noreply@example.com",
  smtpUrl: { secretKeyRef: { name: "smtp", key: "url" } },
};

test("is a service that mails the objects of a bucket, with the mail server from a Secret", () => {
  const chart = shop();
  const { bucket } = pipelineParts(chart);
  new MailNotifier(chart, "notifier", { ...mail, bucket });
  const service = toManifests(chart).at(-1);
  expect(service?.manifest.spec).toMatchObject({
    template: {
      spec: {
        containers: [
          {
            command: ["sluice-serve", "sluice/processing/notifier"],
            env: [
              { name: "STEP", value: "notifier" },
              { name: "BUCKET", value: "charts" },
              { name: "TO_EMAILS", value: "a@example.com,b@example.com" },
              { name: "FROM_EMAIL", value: "noreply@example.com" },
              { name: "SMTP_URL", valueFrom: { secretKeyRef: { name: "smtp", key: "url" } } },
              { name: "BUCKET_FOLDER", value: "/mnt/pictures" },
            ],
          },
        ],
      },
    },
  });
  expect(service?.local).toEqual({
    module: "sluice/processing/notifier",
    env: { BUCKET_FOLDER: ".sluice/data/pictures" },
  });
});

test("a password in the manifest is refused", () => {
  const chart = shop();
  const { bucket } = pipelineParts(chart);
  const smtpUrl = "smtp://user:secret@mail.example.com";
  expect(refusal(() => new MailNotifier(chart, "notifier", { ...mail, bucket, smtpUrl }))).toEqual({
    code: "plain-secret",
    severity: "error",
    at: { construct: "shop/notifier" },
    message: "`smtpUrl` holds a password, which would stand in the manifest for everyone to read.",
    mend: 'Put the URL into a Secret and name it: `smtpUrl: { secretKeyRef: { name: "smtp", key: "url" } }`.',
    source: "knative/pipelines.md §8",
  });
  expect(new MailNotifier(chart, "plain", { ...mail, bucket, smtpUrl: "smtp://mail:25" }).step.name).toBe("plain");
});

test.each([
  [[], "`to` names nobody."],
  [["a@example.com", "nobody"], '`to` has "nobody", which is no mail address.'],
  [["a@b.c,d@e.f"], '`to` has "a@b.c,d@e.f", which is no mail address.'],
])("recipients %j are refused", (to, message) => {
  const chart = shop();
  const { bucket } = pipelineParts(chart);
  expect(refusal(() => new MailNotifier(chart, "notifier", { ...mail, bucket, to }))).toMatchObject({
    code: "no-recipient",
    message,
  });
});
