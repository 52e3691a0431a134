import type { Manifest } from "../../../manifests/manifest.ts";
import type { Flow, PublishNode, StepNode } from "../../flow.ts";
import { legDelivery } from "../leg-delivery.ts";
import { contractsOf, positionsOf } from "../positions.ts";
import type { FlowsContext, Lowered, LoweredObject } from "../target.ts";
import { writtenDelivery, writtenDestination, writtenMetadata } from "../written.ts";
import { relayDelivery } from "./deliveries.ts";
import { type Branch, isEmpty, type Segment, segmentOf } from "./segments.ts";

const SEQUENCE = { apiVersion: "flows.knative.dev/v1", kind: "Sequence" };
const PARALLEL = { apiVersion: "flows.knative.dev/v1", kind: "Parallel" };

/**
 * Steps that follow one another are one Sequence, several that take the same events one Parallel (eventing.md §5.2,
 * §5.3). The first step of a branch is the branch's subscriber; what follows it is a Sequence or Parallel of its own, to
 * which the branch replies.
 *
 * - A publication is a step too, never a `reply`: so it has a delivery of its own, and its dead letters are what was to
 *   be published.
 * - No step becomes a Parallel's `filter`, whose leg cannot carry a delivery. A step that lets only some events through
 *   replies only those.
 * - Ids are made of the step before a branching, or of none: a step inserted in a chain changes the one Sequence.
 */
export function lower(flow: Flow, context: FlowsContext): Lowered {
  const positions = positionsOf(flow);
  const objects = new Map<string, LoweredObject>();
  const entry = lowerSegment(segmentOf(flow.nodes), "");
  return {
    manifests: [...objects.values()],
    declares: contractsOf(positions),
    discards: [...new Set(positions.flatMap(({ after, discards }) => (after === undefined ? discards : [])))],
    ...(entry === undefined ? {} : { entry: entry.id }),
  };

  /** The object that takes what comes to a segment; undefined where nothing does. */
  function lowerSegment(segment: Segment, suffix: string): Made | undefined {
    if (isEmpty(segment)) return undefined;
    const branching = { ...PARALLEL, id: `branches${suffix}` };
    if (segment.legs.length === 0) {
      lowerBranches(segment.branches, branching);
      return branching;
    }
    const chain = { ...SEQUENCE, id: `steps${suffix}` };
    add(chain, segment.legs, segment.discards, {
      channelTemplate: templateOf(context),
      steps: segment.legs.map((leg) => ({ ...writtenDestination(leg.destination), ...deliveryOf(leg) })),
      ...(segment.branches.length === 0 ? {} : { reply: { ref: refTo(branching) } }),
    });
    if (segment.branches.length > 0) lowerBranches(segment.branches, branching);
    return chain;
  }

  function lowerBranches(branches: readonly Branch[], made: Made): void {
    const delivery = writtenDelivery(relayDelivery(flow));
    const template = templateOf(context);
    const spec = { ...(isEmptyObject(delivery) ? {} : { delivery }), ...template.spec };
    const heads = branches.map(({ head }) => head);
    const ends = branches.map(({ head, rest }) => (isEmpty(rest) ? undefined : entryOf(rest, `-after-${head.name}`)));
    add(
      made,
      heads,
      branches.flatMap(({ rest }) => (isEmpty(rest) ? rest.discards : [])),
      {
        channelTemplate: { ...template, ...(isEmptyObject(spec) ? {} : { spec }) },
        branches: heads.map((head, index) => ({
          subscriber: writtenDestination(head.destination),
          ...deliveryOf(head),
          ...replyTo(ends[index]),
        })),
      },
      [relayDelivery(flow).deadLetterSink?.external],
    );
    for (const { head, rest } of branches) lowerSegment(rest, `-after-${head.name}`);
  }

  function add(
    { id, ...kind }: Made,
    legs: readonly (StepNode | PublishNode)[],
    discards: readonly string[],
    spec: Readonly<Record<string, unknown>>,
    more: Parameters<typeof writtenMetadata>[2] = [],
  ): void {
    const externals = legs.flatMap((leg) => [
      leg.destination.external,
      legDelivery(flow, leg).deadLetterSink?.external,
    ]);
    const metadata = writtenMetadata(context.namespace, discards, [
      ...externals,
      ...more,
      ...(context.channelTemplate.external ?? []),
    ]);
    const manifest: Manifest = { ...kind, metadata, spec };
    objects.set(id, { id, delivers: legs.map(({ name }) => name), manifest });
  }

  function deliveryOf(leg: StepNode | PublishNode): Readonly<Record<string, unknown>> {
    const delivery = writtenDelivery(legDelivery(flow, leg));
    // An empty one keeps what the author's template says away from this leg.
    return isEmptyObject(delivery) && context.channelTemplate.spec?.delivery === undefined ? {} : { delivery };
  }

  function refTo({ id, ...kind }: Made): Readonly<Record<string, unknown>> {
    return { ...kind, name: context.nameOf(id, kind) };
  }

  function replyTo(made: Made | undefined): Readonly<Record<string, unknown>> {
    return made === undefined ? {} : { reply: { ref: refTo(made) } };
  }
}

/** An object by its kind and id. */
interface Made {
  readonly apiVersion: string;
  readonly kind: string;
  readonly id: string;
}

/** The object by which events enter a segment that is not empty. */
function entryOf({ legs }: Segment, suffix: string): Made {
  return legs.length === 0 ? { ...PARALLEL, id: `branches${suffix}` } : { ...SEQUENCE, id: `steps${suffix}` };
}

function templateOf({ channelTemplate: { apiVersion, kind, spec } }: FlowsContext): {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec?: Readonly<Record<string, unknown>>;
} {
  return { apiVersion, kind, ...(spec === undefined ? {} : { spec }) };
}

function isEmptyObject(value: object): boolean {
  return Object.keys(value).length === 0;
}
