import { isObject } from "../is-object.ts";
import { type KindUpgrade, type Editing, NoUpgrade } from "./editing.ts";

const PROVISIONER = "knative/sources.md §10 (channels of 2018 and 2019), knative/eventing.md §4.3";
const SUBSCRIBERS = "knative/eventing.md §4.3, §4.4";

/** Channel types by the provisioner that made them. */
const PROVISIONERS: Readonly<
  Record<string, { readonly apiVersion: string; readonly kind: string; readonly note?: string }>
> = {
  "in-memory": { apiVersion: "messaging.knative.dev/v1", kind: "InMemoryChannel" },
  "in-memory-channel": { apiVersion: "messaging.knative.dev/v1", kind: "InMemoryChannel" },
  kafka: { apiVersion: "messaging.knative.dev/v1beta1", kind: "KafkaChannel" },
  natss: {
    apiVersion: "messaging.knative.dev/v1alpha1",
    kind: "NatsJetStreamChannel",
    note: "NATS Streaming is gone: the channel needs a NATS server with JetStream, and events that still wait in the old one stay there.",
  },
};

/** Channel: the provisioner becomes a channelTemplate. */
export const upgradeChannel: KindUpgrade = (editing) => {
  const { draft, manifest, tell } = editing;
  const at = ["spec", "provisioner"];
  const provisioner = manifest.spec?.provisioner;
  if (isObject(provisioner)) {
    const name = String(provisioner.name);
    const template = PROVISIONERS[name];
    if (template === undefined) {
      throw new NoUpgrade(
        at,
        `No channel of today is known for the provisioner ${JSON.stringify(name)}.`,
        "Write a Channel of messaging.knative.dev/v1 whose channelTemplate names a channel that is installed, such as InMemoryChannel or KafkaChannel.",
        PROVISIONER,
      );
    }
    const { apiVersion, kind, note } = template;
    tell({
      at,
      message: `The provisioner ${JSON.stringify(name)} is the channelTemplate ${kind} of ${apiVersion}.${note === undefined ? "" : ` ${note}`}`,
      source: PROVISIONER,
      needsEyes: note !== undefined,
    });
    const spec = argumentsOf(manifest.spec?.arguments);
    draft.set(at, { apiVersion, kind, ...(spec === undefined ? {} : { spec }) });
    draft.rename(at, "channelTemplate");
    if (manifest.spec?.arguments !== undefined) {
      tell({
        at: ["spec", "arguments"],
        message: "spec.arguments are the spec of the channelTemplate, their names beginning in lower case.",
        source: PROVISIONER,
      });
      draft.remove(["spec", "arguments"]);
    }
  }
  removeSubscribers(editing);
};

/** InMemoryChannel, KafkaChannel: subscribers were below `subscribable`, and named their URIs otherwise. */
export const upgradeBackingChannel: KindUpgrade = (editing) => {
  const { draft, manifest, tell } = editing;
  removeSubscribers(editing);
  const subscribers: unknown = manifest.spec?.subscribers;
  for (const [index, subscriber] of Array.isArray(subscribers) ? subscribers.entries() : []) {
    for (const [old, name] of URIS) {
      if (!isObject(subscriber) || subscriber[old] === undefined || subscriber[name] !== undefined) continue;
      const at = ["spec", "subscribers", index, old];
      tell({ at, message: `${old} is ${name}.`, source: SUBSCRIBERS });
      draft.rename(at, name);
    }
  }
};

const URIS = [
  ["subscriberURI", "subscriberUri"],
  ["replyURI", "replyUri"],
] as const;

/** NatssChannel: its fields are the Channel's, but what stands behind is another server. */
export const upgradeNatssChannel: KindUpgrade = (editing) => {
  editing.tell({
    at: ["kind"],
    message: PROVISIONERS.natss?.note ?? "",
    source: "knative/sources.md §0, §3",
    needsEyes: true,
  });
  removeSubscribers(editing);
};

/** `subscribable.subscribers` is what the controller writes from Subscriptions: it has no place in a file. */
function removeSubscribers({ draft, manifest, tell }: Editing): void {
  const at = ["spec", "subscribable"];
  if (manifest.spec?.subscribable === undefined) return;
  tell({
    at,
    message: "spec.subscribable is taken out: the controller writes a channel's subscribers, from Subscriptions.",
    source: SUBSCRIBERS,
    needsEyes: true,
  });
  draft.remove(at);
}

function argumentsOf(given: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!isObject(given)) return undefined;
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => [`${key.slice(0, 1).toLowerCase()}${key.slice(1)}`, value]),
  );
}
