import type { Contracts, Endpoint, Hop } from "../../graph/index.ts";
import { deliveriesOf, isSynchronous, retriesAsShipped } from "../delivery-law.ts";
import { BROKER, documents, serviceObject, SHOP, triggerObject } from "../example-objects.ts";
import type { Facts } from "../facts.ts";
import { defineRule, type Finding } from "../rule.ts";
import { spanText } from "../span-text.ts";
import { called, calledHop, list } from "../wording.ts";
import { isRecord } from "../written-filters.ts";

const REST = documents(
  BROKER,
  SHOP,
  triggerObject("charge", "shop.order.placed"),
  serviceObject("charge", { accepts: "shop.order.placed", replies: "" }),
  serviceObject("failures"),
);

/** After this a channel that delivers before it answers gives up, whatever is still going on (eventing.md §6.4). */
const CHANNEL_WAITS_MS = 15 * 60_000;
/** What a Knative Service may take for one request unless it says otherwise (serving.md §2). */
const SERVICE_SECONDS = 300;

/**
 * A leg whose dead-letter sink does not help against a step that does not answer: all attempts together outlast the 15
 * minutes after which a channel gives up, and then nothing is retried further and no dead-letter sink is asked. Of a
 * Knative Service one attempt takes its `timeoutSeconds` at most. Where answers come before deliveries, only an attempt
 * without any limit is at fault: it never ends.
 */
export const noTimeout = defineRule({
  code: "no-timeout",
  severity: { dev: "off", production: "warning" },
  source: "knative/eventing.md §6.3, §6.4; knative/serving.md §2",
  example: {
    bad: REST,
    good: REST.replace("retry: 3", "retry: 3\n    timeout: PT30S"),
    settings: { rules: { "in-memory-channel": "off" } },
  },
  *check(graph, facts) {
    const hangs = new Hangs(facts);
    const governed = graph.hops.filter(({ from, kind }) => kind !== "sink" && retriesAsShipped(facts.endpoint(from)));
    for (const { delivery, origin, hops } of deliveriesOf(governed)) {
      const slow = hops.filter((hop) => outlasts(hop, hangs, facts));
      if (slow.length > 0) yield toFinding(slow, delivery.timeout?.origin ?? origin, hangs, facts);
    }
  },
});

function outlasts(hop: Hop, hangs: Hangs, facts: Facts): boolean {
  // Without a sink what fails is lost anyway; but a leg that passes events on cuts off those that keep them.
  if (hop.delivery.deadLetterSink === undefined) return hangs.cutsOff(hop);
  const took = hangs.of(hop);
  return isSynchronous(facts.endpoint(hop.from)) ? took > CHANNEL_WAITS_MS : took === Number.POSITIVE_INFINITY;
}

/** How long legs take at worst when steps do not answer: until the last attempt, and then what their reply waits for. */
class Hangs {
  private readonly facts: Facts;
  private readonly known = new Map<Hop, number>();

  public constructor(facts: Facts) {
    this.facts = facts;
  }

  /** Milliseconds until the leg is done; `Infinity` where nothing ends it, 0 where the law is only assumed. */
  public of(hop: Hop): number {
    const known = this.known.get(hop);
    if (known !== undefined) return known;
    // A loop is another rule's finding; one round of it counts.
    this.known.set(hop, 0);
    const { endpoint, worst } = this.facts;
    const leg = worst.leg(hop);
    const step = hop.to && endpoint(hop.to.endpoint);
    if (leg === undefined || leg.assumed || step === undefined) return 0;
    const limitMs = leg.timeoutMs ?? Number.POSITIVE_INFINITY;
    const all = (attemptMs: number): number => leg.attempts * Math.min(limitMs, attemptMs) + leg.ownWaitMs;
    // What answers in time, because a dead-letter sink behind it took the event, is asked once.
    const once = ({ ms, keeps }: Behind): number => (keeps && ms < limitMs ? ms : all(ms));
    const behind = this.behind(step, undefined);
    const failing = behind === undefined ? all(ownLimitMs(step)) : once(behind);
    const reply = this.reply(hop, step);
    // A reply follows only when the last attempt succeeds.
    const answering = all(ownLimitMs(step)) - Math.min(limitMs, ownLimitMs(step));
    const took = Math.max(failing, reply === undefined || reply.ms === 0 ? 0 : answering + once(reply));
    this.known.set(hop, took);
    return took;
  }

  /** Whether a leg into a Broker or Channel gives up before the dead-letter sinks behind it are asked. */
  public cutsOff(hop: Hop): boolean {
    const leg = this.facts.worst.leg(hop);
    const target = hop.to && this.facts.endpoint(hop.to.endpoint);
    const behind = target && this.behind(target, undefined);
    if (leg === undefined || leg.assumed || behind === undefined) return false;
    return behind.keeps && behind.ms >= Math.min(leg.timeoutMs ?? Number.POSITIVE_INFINITY, CHANNEL_WAITS_MS);
  }

  private reply(hop: Hop, step: Endpoint): Behind | undefined {
    const target = hop.reply && this.facts.endpoint(hop.reply.endpoint);
    const gate = this.facts.flow.gate(hop);
    // What it does not accept it refuses, and replies nothing.
    if (step.accepts !== undefined && !step.accepts.some(({ type }) => gate.admits(type))) return undefined;
    if (target === undefined || step.replies === undefined || step.replies.length === 0) return undefined;
    return this.behind(target, step.replies) ?? { ms: ownLimitMs(target), keeps: false };
  }

  /** What a Broker or Channel waits for; undefined for what is none. */
  private behind(target: Endpoint, contracts: Contracts): Behind | undefined {
    if (target.kind !== "broker" && target.kind !== "channel") return undefined;
    if (!isSynchronous(target)) return { ms: 0, keeps: true };
    const { flow, hopsFrom } = this.facts;
    const legs = new Set(contracts?.flatMap(({ type }) => [...flow.legs(target.id, type)]) ?? hopsFrom(target.id));
    return {
      ms: Math.max(0, ...Array.from(legs, (leg) => this.of(leg))),
      keeps: [...legs].every(({ delivery }) => delivery.deadLetterSink !== undefined),
    };
  }
}

/** What a leg waits for behind a Broker or Channel, in milliseconds, and whether that keeps what fails there. */
interface Behind {
  readonly ms: number;
  readonly keeps: boolean;
}

/** The limit that a service sets itself. */
function ownLimitMs({ origin, manifest }: Endpoint): number {
  if (origin.object?.apiVersion.startsWith("serving.knative.dev/") !== true) return Number.POSITIVE_INFINITY;
  const { template } = manifest?.spec ?? {};
  const spec = isRecord(template) ? template.spec : undefined;
  const seconds = isRecord(spec) ? spec.timeoutSeconds : undefined;
  return 1000 * (typeof seconds === "number" && seconds > 0 ? seconds : SERVICE_SECONDS);
}

function toFinding(hops: readonly Hop[], at: Finding["at"], hangs: Hangs, facts: Facts): Finding {
  const [hop] = hops;
  const from = hop && facts.endpoint(hop.from);
  const place = from === undefined ? "its channel" : called(from);
  const longest = Math.max(...hops.map((one) => hangs.of(one)));
  const took = longest === Number.POSITIVE_INFINITY ? "for ever" : spanText(longest);
  const field = at.field?.endsWith(".timeout") ? at.field : `${at.field ?? "spec.delivery"}.timeout`;
  const who = `A step that does not answer on ${list(hops.map(calledHop))} is waited for ${took}`;
  const isReplying = hops.some(
    ({ reply, to }) => reply !== undefined && (facts.endpoint(to?.endpoint ?? "")?.replies ?? []).length > 0,
  );
  const cutting = hops.every(({ delivery }) => delivery.deadLetterSink === undefined) ? hop : undefined;
  return {
    at,
    field,
    message:
      cutting !== undefined
        ? `${calledHop(cutting)} waits ${cutting.delivery.timeout?.value ?? "15 minutes"} at most for what is behind it, and a step that does not answer there is waited for longer: the event is then cut off and never reaches the dead-letter sink behind it.`
        : isSynchronous(from)
          ? `${who}, and ${place} gives up after 15 minutes: the event is then cut off and never reaches the dead-letter sink.`
          : `${who}: the event never reaches the dead-letter sink.`,
    mend:
      cutting !== undefined
        ? "Write shorter timeouts behind it, a longer one here, or a deadLetterSink of its own."
        : "Write a timeout for each attempt, so short that all attempts and the waits between them end within 15 minutes.",
    ...(isReplying ? { notes: ["A leg also waits for its reply, and that for everything behind it."] } : {}),
  };
}
