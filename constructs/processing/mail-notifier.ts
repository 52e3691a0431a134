import type { Construct } from "constructs";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import { defineStep, type Step } from "../../src/events/index.ts";
import { ObjectFinalized } from "../../src/processing/contracts.ts";
import type { EnvValue } from "../core/container.ts";
import { KnativeService } from "../serving/knative-service.ts";
import type { ObjectStore } from "./object-store.ts";
import { checkStore, type ReadyServiceProps, readyService } from "./ready-service.ts";

/** Properties for {@link MailNotifier}. */
export interface MailNotifierProps extends ReadyServiceProps {
  /** The bucket whose objects are mailed. */
  readonly bucket: ObjectStore;
  /** Who gets the mails; at least one address. */
  readonly to: readonly string[];
  /** The address they come from. */
  readonly from: string;
  /**
   * The mail server, `smtp://user:password@host:port`: a key of a Secret, or a text when it holds no password. On this
   * machine a Secret's value is taken from the variable SMTP_URL of whoever starts it.
   */
  readonly smtpUrl: EnvValue;
  /** The subject, a template over `{name}` and `{bucket}`. @default "A new chart: {name}" */
  readonly subject?: string;
}

/**
 * Mails each new object of a bucket, pictures inside the text. Replies nothing.
 *
 * - What the mail server refuses for now is retried by the delivery; what it refuses for good is dead-lettered.
 * - Delivered twice, it sends two mails with one Message-ID, which mail programs show as one.
 */
export class MailNotifier<const Name extends string = string> extends KnativeService<
  Step<Name, typeof ObjectFinalized, never>
> {
  /** @throws {@link AuthoringError} `processing-without-store`, `no-recipient`, `plain-secret`, `invalid-step-name`, `invalid-name` */
  public constructor(scope: Construct, id: Name, props: MailNotifierProps) {
    const path = `${scope.node.path}/${id}`;
    const { bucket, to, from, smtpUrl, subject } = props;
    checkStore(bucket, "bucket", path);
    checkRecipients(to, path);
    checkSecret(smtpUrl, path);
    const step = defineStep(id, { accepts: [ObjectFinalized] });
    const ready = readyService(props, {
      module: "sluice/processing/notifier",
      env: {
        STEP: id,
        BUCKET: bucket.bucket,
        TO_EMAILS: to.join(","),
        FROM_EMAIL: from,
        SMTP_URL: smtpUrl,
        SUBJECT: subject,
      },
      folders: { BUCKET_FOLDER: { folder: bucket.folder, part: bucket.path } },
    });
    super(scope, id, { ...ready, step, visibility: "cluster-local" });
  }
}

function checkRecipients(to: readonly string[], construct: string): void {
  const bad = to.find((address) => !/^[^\s,@]+@[^\s,@]+$/.test(address));
  if (to.length > 0 && bad === undefined) return;
  throw new AuthoringError({
    code: "no-recipient",
    at: { construct },
    message: bad === undefined ? "`to` names nobody." : `\`to\` has "${bad}", which is no mail address.`,
    mend: "Name at least one address, such as `reports@example.com`.",
  });
}

/** A password in a manifest is readable by everyone who may read the object (pipelines.md §8, item 8). */
function checkSecret(smtpUrl: EnvValue, construct: string): void {
  if (typeof smtpUrl !== "string" || !URL.canParse(smtpUrl) || new URL(smtpUrl).password === "") return;
  throw new AuthoringError({
    code: "plain-secret",
    at: { construct },
    message: "`smtpUrl` holds a password, which would stand in the manifest for everyone to read.",
    mend: 'Put the URL into a Secret and name it: `smtpUrl: { secretKeyRef: { name: "smtp", key: "url" } }`.',
    source: "knative/pipelines.md §8",
  });
}
