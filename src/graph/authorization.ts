import { featuresOf } from "../manifests/admission/features.ts";
import { groupOf } from "../manifests/manifest.ts";
import { childName } from "../manifests/names/child-name.ts";
import type { Settings } from "../manifests/settings.ts";
import { coverage, type EventPolicy, eventPolicies, type PolicySender } from "./event-policies.ts";
import type { Authorization, Endpoint, EndpointId, EventGraph, Hop, Target, WrittenObject } from "./graph.ts";

/** The objects that send, and what Knative itself puts their tokens on (eventing.md §9). */
const SENDS_TOKEN: ReadonlySet<string> = new Set(["PingSource", "ApiServerSource", "Trigger", "Subscription"]);

/**
 * Judges each request of the legs to a Broker or Channel by the cluster's EventPolicies (eventing.md §9): the first
 * policy by name that knows the sender decides; without any that applies, the default mode. Nothing is judged, and the
 * legs stay as they are, while `authentication-oidc` is off, which makes every policy inert.
 *
 * - Of containers nobody knows whether they send the token they are given: what would be allowed is unknown.
 * - Brokers and channels of other makes have rules of their own: unknown.
 * - What a Sequence or Parallel sends between its own channels is allowed by policies that its controller makes.
 * - A Trigger's reply into its own Broker is not judged: it goes back the way it came.
 */
export function authorize(
  hops: readonly Hop[],
  endpoints: ReadonlyMap<EndpointId, Endpoint>,
  graph: Pick<EventGraph, "objects">,
  settings: Settings,
): readonly Hop[] {
  const features = featuresOf(settings);
  if (features.eventing("authentication-oidc").toLowerCase() !== "enabled") return hops;
  const mode = features.eventing("default-authorization-mode").toLowerCase();
  const policies = eventPolicies(graph);
  const objects = new Map(graph.objects.map((object) => [object.manifest, object]));
  const known = new Set(graph.objects.map(refOf));
  const applying = new Map<EndpointId, Applying>();

  const judged = (hop: Hop, target: Target | undefined): Target | undefined => {
    const receiver = target && endpoints.get(target.endpoint);
    if (target === undefined || receiver === undefined || (receiver.kind !== "broker" && receiver.kind !== "channel")) {
      return target;
    }
    return { ...target, authorization: judge(hop, receiver) };
  };
  return hops.map((hop) => {
    const { reply, delivery } = hop;
    const isOwnReply = hop.kind === "trigger" && reply?.endpoint === hop.from;
    const deadLetterSink = judged(hop, delivery.deadLetterSink);
    return {
      ...hop,
      to: judged(hop, hop.to),
      reply: isOwnReply ? reply : judged(hop, reply),
      delivery: deadLetterSink === undefined ? delivery : { ...delivery, deadLetterSink },
    };
  });

  function judge(hop: Hop, receiver: Endpoint): Authorization {
    const owner = receiver.origin.object;
    const isInside = receiver.kind === "channel" && owner !== undefined && sameObject(owner, hop.origin.object);
    if (isInside) return { verdict: "allowed" };
    if (!isOurs(receiver)) return { verdict: "unknown" };
    const sender = senderOf(hop);
    const { certain, possible } = applyingTo(receiver);
    const found = certain.length === 0 ? byMode(sender, receiver) : byPolicies(sender, certain);
    // A policy of which the cluster alone knows whether it applies can change either.
    if (possible) return { verdict: "unknown" };
    return found.verdict === "allowed" && !sender.sendsToken ? { verdict: "unknown" } : found;
  }

  function applyingTo(receiver: Endpoint): Applying {
    let found = applying.get(receiver.id);
    if (found === undefined) {
      const { manifest } = receiver;
      const object = manifest && objects.get(manifest);
      const covered = (policy: EventPolicy) => (object === undefined ? "unknown" : coverage(policy, object));
      const sameNamespace = policies.filter(({ namespace }) => namespace === receiver.namespace);
      found = {
        certain: sameNamespace.filter((policy) => covered(policy) === "yes" && isKnownReady(policy)),
        possible: sameNamespace.some(
          (policy) => covered(policy) === "unknown" || (covered(policy) === "yes" && !isKnownReady(policy)),
        ),
      };
      applying.set(receiver.id, found);
    }
    return found;
  }

  /** A policy counts once everything it lets in is there (eventing.md §9). */
  function isKnownReady({ from }: EventPolicy): boolean {
    return from.every((one) => !("ref" in one) || known.has(one.ref));
  }

  function byMode(sender: Sender, receiver: Endpoint): Authorization {
    if (mode === "allow-all") return { verdict: "allowed" };
    const isRefused = mode === "deny-all" || sender.namespace !== receiver.namespace;
    return isRefused ? { verdict: "refused", mode } : { verdict: "allowed" };
  }
}

interface Applying {
  /** Policies that apply, in the order in which they are asked. */
  readonly certain: readonly EventPolicy[];
  /** Whether there may be others. */
  readonly possible: boolean;
}

interface Sender {
  readonly namespace: string;
  /** As policies name it. */
  readonly ref: string;
  /** The subject of its token; undefined where that depends on what a controller makes. */
  readonly sub: string | undefined;
  readonly sendsToken: boolean;
}

function byPolicies(sender: Sender, policies: readonly EventPolicy[]): Authorization {
  let isCertain = true;
  for (const { from, filters, object } of policies) {
    const match = from.map((one) => matches(one, sender));
    if (match.includes("no") && !match.includes("yes") && !match.includes("unknown")) continue;
    if (match.length === 0) continue;
    if (match.includes("yes") && filters === undefined) return { verdict: isCertain ? "allowed" : "unknown" };
    if (match.includes("yes")) return { verdict: "unknown", policy: object.origin("spec.filters") };
    isCertain = false;
  }
  const [first] = policies;
  if (!isCertain) return { verdict: "unknown" };
  return { verdict: "refused", ...(first === undefined ? {} : { policy: first.object.origin("spec.from") }) };
}

function matches(one: PolicySender, sender: Sender): "yes" | "no" | "unknown" {
  if ("ref" in one) return one.ref === sender.ref ? "yes" : "no";
  if (one.sub === "*") return "yes";
  if (sender.sub === undefined) return "unknown";
  const [pattern, sub] = [one.sub.toLowerCase(), sender.sub.toLowerCase()];
  return (pattern.endsWith("*") ? sub.startsWith(pattern.slice(0, -1)) : sub === pattern) ? "yes" : "no";
}

/** Who sends the requests of a leg: the object that makes it, with a ServiceAccount of its own. */
function senderOf({ name, namespace, kind, origin, id }: Hop): Sender {
  const [group = "", ownKind = ""] = id.split("/");
  // A leg that a Sequence or Parallel makes is a Subscription.
  const objectKind = kind === "sink" ? (origin.object?.kind ?? ownKind) : ownKind;
  const account = childName(name, `-oidc-${group}-${objectKind}`).toLowerCase();
  const sendsToken = SENDS_TOKEN.has(objectKind);
  return {
    namespace,
    ref: `${group}/${objectKind}/${namespace}/${name}`.toLowerCase(),
    sub: sendsToken ? `system:serviceaccount:${namespace}:${account}` : undefined,
    sendsToken,
  };
}

function refOf({ groupKind, namespace, name }: WrittenObject): string {
  return `${groupKind}/${namespace}/${name}`.toLowerCase();
}

/** Whether an endpoint is one whose checks the reference describes. */
function isOurs(receiver: Endpoint): boolean {
  if (receiver.kind === "broker") return receiver.brokerClass === "MTChannelBasedBroker";
  return receiver.kind === "channel" && receiver.channelKind === "InMemoryChannel";
}

function sameObject(a: NonNullable<Endpoint["origin"]["object"]>, b: Endpoint["origin"]["object"]): boolean {
  return b !== undefined && a.kind === b.kind && a.name === b.name && groupOf(a.apiVersion) === groupOf(b.apiVersion);
}
