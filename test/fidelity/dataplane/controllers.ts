import { resolveUrl } from "../../../src/graph/addresses.ts";
import { parsesAsTrue } from "../../../src/graph/go-bool.ts";
import { featuresOf } from "../../../src/manifests/admission/features.ts";
import { type Fault, knativeErrors } from "../../../src/manifests/admission/fault.ts";
import { review } from "../../../src/manifests/admission/review.ts";
import { BROKER_CLASS, DEFAULT_BROKER_CLASS } from "../../../src/manifests/defaults/broker.ts";
import { isObject } from "../../../src/manifests/is-object.ts";
import {
  channelServiceName,
  lowerBroker,
  lowerChannel,
  lowerParallel,
  lowerSequence,
  lowerSubscription,
  type Resolve,
} from "../../../src/manifests/lowering/index.ts";
import { type Manifest, namespaceOf } from "../../../src/manifests/manifest.ts";
import { parsePeriod } from "../../../src/delivery/index.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../../src/manifests/settings.ts";
import type { Lowered, Scenario } from "./recording.ts";

/** What admission or a controller said of one object. */
export interface Said {
  readonly object: string;
  readonly error: string;
}

/** What becomes of a scenario's manifests before anything is sent. */
export interface Controlled {
  readonly admission: readonly Said[];
  readonly reconcile: readonly Said[];
  readonly lowered: unknown;
}

/**
 * Admission, and Knative's controllers as far as they only look at each other: the lowering functions, and who has an
 * address.
 *
 * @param uidOf - the cluster's uid of a Trigger, which stands in names and addresses
 */
export function control(scenario: Scenario, uidOf: (trigger: string) => string): Controlled {
  const settings: Settings = { ...DEFAULT_SETTINGS, eventingFeatures: scenario.features ?? {} };
  const reviewed = scenario.manifests.map((manifest) => review(manifest, settings, featuresOf(settings)));
  const admission = reviewed.flatMap(({ faults, defaulted }) => {
    const error = refusal(faults);
    return error === undefined ? [] : [{ object: named(defaulted), error }];
  });
  if (admission.length > 0) return { admission, reconcile: [], lowered: undefined };
  const controllers = new Controllers(
    reviewed.map(({ defaulted }) => withUid(defaulted, uidOf)),
    new Set(Object.keys(scenario.services)),
    settings,
  );
  return { admission, ...controllers.run() };
}

/** What refuses an object, by the kind of refusal and the paths. */
export function refusal(faults: readonly Fault[]): string | undefined {
  const refusing = faults.filter(({ stage, severity }) => severity !== "warning" && stage !== "none");
  if (refusing.some(({ stage }) => stage === "decode" || stage === "strict")) return "mutation failed";
  const errors = refusing.flatMap(knativeErrors);
  return errors.length === 0 ? undefined : `validation failed: ${paths(errors.flatMap((error) => error.paths))}`;
}

/** The same of a recorded text. */
export function toldRefusal(text: string): string {
  const generated = "admission of the generated object: ";
  if (text.startsWith(generated)) return generated + toldRefusal(text.slice(generated.length));
  if (text.startsWith("mutation failed")) return "mutation failed";
  if (text.startsWith("failed to parse")) return text.slice(0, text.indexOf(":"));
  if (!text.startsWith("validation failed: ")) return text;
  const lists = [...text.matchAll(/: (spec\.[^\s,]*(?:, spec\.[^\s,]+)*)(?=\n|$)/g)];
  return `validation failed: ${paths(lists.flatMap(([, list = ""]) => list.split(", ")))}`;
}

function paths(list: readonly string[]): string {
  return [...new Set(list)].toSorted().join(" ");
}

function named({ kind, metadata }: Manifest): string {
  return `${kind}/${metadata.name ?? ""}`;
}

/** What is stored has a uid; only a Trigger's is ever seen. */
function withUid(manifest: Manifest, uidOf: (name: string) => string): Manifest {
  const uid =
    manifest.kind === "Trigger" ? uidOf(manifest.metadata.name ?? "") : `${manifest.kind}/${manifest.metadata.name}`;
  return { ...manifest, metadata: { ...manifest.metadata, uid } };
}

/** One run over all objects. */
class Controllers {
  private readonly said: Said[] = [];
  private readonly subscriptions: { readonly subscription: Manifest; readonly speaksAs: string }[] = [];
  /** InMemoryChannels by namespace and name, with the subscribers they got. */
  private readonly channels = new Map<string, Manifest>();
  /** Channels of the template's kind Channel, which have channels behind them. */
  private readonly madeChannels: Manifest[] = [];
  /** Who is reached where, by kind, namespace and name. */
  private readonly addresses = new Map<string, string>();
  private readonly manifests: readonly Manifest[];
  private readonly services: ReadonlySet<string>;
  private readonly settings: Settings;

  public constructor(manifests: readonly Manifest[], services: ReadonlySet<string>, settings: Settings) {
    this.manifests = manifests;
    this.services = services;
    this.settings = settings;
  }

  public run(): { readonly reconcile: readonly Said[]; readonly lowered: unknown } {
    for (const manifest of this.manifests) this.lower(manifest);
    // An address may wait for another: as often as there are channels is often enough.
    for (let round = 0; round <= this.channels.size; round++) this.publish();
    for (const channel of this.channels.values()) this.judgeChannel(channel);
    for (const broker of this.ofKind("Broker")) this.judgeBroker(broker);
    for (const trigger of this.ofKind("Trigger")) this.judgeTrigger(trigger);
    for (const { subscription, speaksAs } of this.subscriptions) this.subscribe(subscription, speaksAs);
    return { reconcile: this.said, lowered: this.lowered() };
  }

  private lower(manifest: Manifest): void {
    switch (manifest.kind) {
      case "InMemoryChannel":
        this.channels.set(key(manifest), manifest);
        return;
      case "Subscription":
        this.subscriptions.push({ subscription: manifest, speaksAs: named(manifest) });
        return;
      case "Channel":
        return this.makeAll(lowerChannel(manifest));
      case "Sequence":
        return this.makeAll(lowerSequence(manifest));
      case "Parallel":
        return this.makeAll(lowerParallel(manifest));
      case "Broker":
        return this.makeAll(this.brokerChildren(manifest).slice(0, 1));
    }
  }

  /** A controller makes its children one after the other, and stops at the first that is refused. */
  private makeAll(children: readonly Manifest[]): void {
    for (const child of children) {
      const { faults, defaulted } = review(child, this.settings, featuresOf(this.settings));
      const error = refusal(faults);
      if (error !== undefined) {
        this.say(named(child), `admission of the generated object: ${error}`);
        return;
      }
      const stored = withUid(defaulted, () => "");
      if (stored.kind === "Channel") this.madeChannels.push(stored);
      this.lower(stored);
    }
  }

  private brokerChildren(broker: Manifest): readonly Manifest[] {
    const { name } = isObject(broker.spec?.config) ? broker.spec.config : {};
    const triggers = this.ofKind("Trigger").filter(
      (trigger) => trigger.spec?.broker === broker.metadata.name && namespaceOf(trigger) === namespaceOf(broker),
    );
    const config = this.ofKind("ConfigMap").find(({ metadata }) => metadata.name === name);
    const { clusterDomain } = this.settings;
    const { children, failure } = lowerBroker(broker, { triggers, config, oidc: false, clusterDomain });
    if (failure !== undefined) this.say(named(broker), failure);
    return children;
  }

  private publish(): void {
    for (const channel of this.channels.values()) {
      if (this.missing(channel, deadLetterSink(channel)) !== undefined) continue;
      const namespace = namespaceOf(channel);
      const url = `http://${channelServiceName(channel.metadata.name ?? "")}.${namespace}.svc.cluster.local`;
      this.addresses.set(`InMemoryChannel/${key(channel)}`, url);
    }
    for (const manifest of [...this.manifests, ...this.madeChannels]) {
      const entry = entryOf(manifest);
      const url = entry && this.addresses.get(`InMemoryChannel/${namespaceOf(manifest)}/${entry}`);
      if (url === undefined) continue;
      this.addresses.set(`${manifest.kind}/${key(manifest)}`, manifest.kind === "Broker" ? ingress(manifest) : url);
    }
  }

  private judgeChannel(channel: Manifest): void {
    const missing = this.missing(channel, deadLetterSink(channel));
    if (missing !== undefined) this.say(named(channel), `dead-letter sink: ${missing}`);
    const delivery = isObject(channel.spec?.delivery) ? channel.spec.delivery : {};
    for (const [field, go] of [
      ["backoffDelay", "BackoffDelay"],
      ["timeout", "Timeout"],
    ] as const) {
      const text = delivery[field];
      if (typeof text === "string" && "fault" in parsePeriod(text)) {
        this.say(named(channel), `failed to parse Spec.${go}`);
      }
    }
  }

  private judgeBroker(broker: Manifest): void {
    const brokerClass = broker.metadata.annotations?.[BROKER_CLASS];
    if (brokerClass !== DEFAULT_BROKER_CLASS) {
      this.say(named(broker), `not of class ${DEFAULT_BROKER_CLASS}: ignored`);
      return;
    }
    const isTold = this.said.some(({ object }) => object === named(broker));
    if (!isTold && this.addressOf(broker) === undefined) this.say(named(broker), "its channel has no address");
  }

  private judgeTrigger(trigger: Manifest): void {
    const broker = this.ofKind("Broker").find(
      ({ metadata, ...rest }) =>
        metadata.name === trigger.spec?.broker && namespaceOf({ metadata, ...rest }) === namespaceOf(trigger),
    );
    if (broker === undefined) {
      this.say(named(trigger), `no broker ${JSON.stringify(trigger.spec?.broker)}`);
      return;
    }
    if (broker.metadata.annotations?.[BROKER_CLASS] !== DEFAULT_BROKER_CLASS) return;
    if (this.addressOf(broker) === undefined) {
      this.say(named(trigger), "its broker is not ready");
      return;
    }
    const missing = this.missing(trigger, trigger.spec?.subscriber);
    if (missing !== undefined) {
      this.say(named(trigger), `subscriber: ${missing}`);
      return;
    }
    const made = this.brokerChildren(broker).find(
      ({ metadata }) => metadata.labels?.["eventing.knative.dev/trigger"] === trigger.metadata.name,
    );
    if (made !== undefined) this.subscriptions.push({ subscription: made, speaksAs: named(trigger) });
  }

  private subscribe(subscription: Manifest, speaksAs: string): void {
    const { channel: ref, subscriber, reply, delivery } = subscription.spec ?? {};
    const { kind, name } = isObject(ref) ? ref : {};
    const at = `${namespaceOf(subscription)}/${String(name)}`;
    const channel = this.channels.get(at);
    if (channel === undefined) return this.say(speaksAs, `channel ${JSON.stringify(name)} not found`);
    if (kind === "Channel" && !this.addresses.has(`Channel/${at}`)) {
      return this.say(speaksAs, "its channel is not ready");
    }
    const own = isObject(delivery) ? delivery.deadLetterSink : undefined;
    for (const [what, destination] of [
      ["subscriber", subscriber],
      ["reply", reply],
      ["dead-letter sink", own],
    ] as const) {
      const missing = this.missing(subscription, destination);
      if (missing !== undefined) return this.say(speaksAs, `${what}: ${missing}`);
    }
    if (own === undefined && this.missing(channel, deadLetterSink(channel)) !== undefined) {
      return this.say(speaksAs, `dead-letter sink: that of channel ${String(name)} does not resolve`);
    }
    // What the controller patches is the subscribers alone.
    const patched = lowerSubscription(subscription, channel, this.resolve);
    this.channels.set(at, { ...channel, spec: { ...channel.spec, ...patched.spec } });
  }

  private readonly resolve: Resolve = (destination, holder) => {
    if (!isObject(destination)) return undefined;
    const { ref, uri } = destination;
    const base = isObject(ref) ? this.referenced(ref, holder) : undefined;
    if (isObject(ref) && base === undefined) return undefined;
    const url = base === undefined ? uri : typeof uri === "string" ? resolveUrl(base, uri) : base;
    return typeof url === "string" ? { uri: url } : undefined;
  };

  private referenced(ref: Readonly<Record<string, unknown>>, holder: Manifest): string | undefined {
    const namespace = typeof ref.namespace === "string" ? ref.namespace : namespaceOf(holder);
    const name = String(ref.name);
    if (ref.kind !== "Service") return this.addresses.get(`${String(ref.kind)}/${namespace}/${name}`);
    const scripted = namespace === "default" ? name : `${name}.${namespace}`;
    return this.services.has(scripted) ? `http://${name}.${namespace}.svc.cluster.local` : undefined;
  }

  /** What a destination names that is not there. */
  private missing(holder: Manifest, destination: unknown): string | undefined {
    if (!isObject(destination) || this.resolve(destination, holder) !== undefined) return undefined;
    const { kind, name, namespace = namespaceOf(holder) } = isObject(destination.ref) ? destination.ref : {};
    return `${String(kind)} ${String(namespace)}/${String(name)} not found`;
  }

  private addressOf(manifest: Manifest): string | undefined {
    return this.addresses.get(`${manifest.kind}/${key(manifest)}`);
  }

  private ofKind(kind: string): readonly Manifest[] {
    return this.manifests.filter((manifest) => manifest.kind === kind);
  }

  private say(object: string, error: string): void {
    if (!this.said.some((one) => one.object === object && one.error === error)) this.said.push({ object, error });
  }

  private lowered(): unknown {
    const channels = [...this.channels.values()].map((channel) => ({
      name: channel.metadata.name ?? "",
      address: this.addresses.get(`InMemoryChannel/${key(channel)}`) ?? "",
      async: parsesAsTrue(channel.metadata.annotations?.["messaging.knative.dev/async-handler"]),
      subscribers: subscribersOf(channel),
    }));
    const addresses = [...this.addresses].map(([at, url]) => {
      const [kind = "", , name = ""] = at.split("/");
      return [`${kind === "InMemoryChannel" ? "imc" : kind.toLowerCase()}/${name}`, url] as const;
    });
    const filters = this.ofKind("Trigger").map((trigger) => {
      const { name = "", uid } = trigger.metadata;
      const place = `${namespaceOf(trigger)}/${name}/${String(uid)}`;
      return [`filter/${name}`, `http://broker-filter.knative-eventing.svc.cluster.local/triggers/${place}`] as const;
    });
    return tellLowered(channels, Object.fromEntries([...addresses, ...filters]));
  }
}

/** A recorded `lowered` in the order in which both are compared. */
export function toldLowered({ channels, addresses }: Lowered): unknown {
  return tellLowered(
    channels.map(({ name, address = "", subscribers = [], ...rest }) => ({
      name,
      address,
      async: "async" in rest && rest.async === true,
      subscribers: subscribers.map(({ subscription, subscriberUri, replyUri, delivery }) => ({
        subscription,
        subscriberUri,
        replyUri,
        delivery,
      })),
    })),
    addresses,
  );
}

interface ToldChannel {
  readonly name: string;
  readonly address: string;
  readonly async: boolean;
  readonly subscribers: readonly { readonly subscription: unknown; readonly [field: string]: unknown }[];
}

function tellLowered(channels: readonly ToldChannel[], addresses: Readonly<Record<string, string>>): unknown {
  return sorted({
    channels: channels
      .map((channel) => ({
        ...channel,
        subscribers: channel.subscribers.toSorted((a, b) => order(String(a.subscription), String(b.subscription))),
      }))
      .toSorted((a, b) => order(a.name + a.address, b.name + b.address)),
    addresses,
  });
}

function subscribersOf(channel: Manifest): ToldChannel["subscribers"] {
  const list: unknown = channel.spec?.subscribers;
  return (Array.isArray(list) ? list : []).filter(isObject).map(({ name, subscriberUri, replyUri, delivery }) => ({
    subscription: name,
    subscriberUri,
    replyUri,
    delivery,
  }));
}

function deadLetterSink(channel: Manifest): unknown {
  return isObject(channel.spec?.delivery) ? channel.spec.delivery.deadLetterSink : undefined;
}

/** The channel at which events for an object arrive. */
function entryOf({ kind, metadata: { name = "" }, spec }: Manifest): string | undefined {
  switch (kind) {
    case "Channel":
      return name;
    case "Sequence":
    case "Parallel":
      return (kind === "Sequence" ? lowerSequence : lowerParallel)({
        apiVersion: "",
        kind,
        metadata: { name },
        spec: spec ?? {},
      })[0]?.metadata.name;
    case "Broker":
      return lowerBroker(
        { apiVersion: "", kind, metadata: { name } },
        { triggers: [], config: undefined, oidc: false, clusterDomain: "" },
      ).children[0]?.metadata.name;
    default:
      return undefined;
  }
}

function ingress(broker: Manifest): string {
  return `http://broker-ingress.knative-eventing.svc.cluster.local/${key(broker)}`;
}

function key(manifest: Manifest): string {
  return `${namespaceOf(manifest)}/${manifest.metadata.name ?? ""}`;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.toSorted(([a], [b]) => order(a, b)).map(([name, field]) => [name, sorted(field)]));
}
