import { ApiObject } from "cdk8s";
import { Construct } from "constructs";
import type { Flow as FlowData } from "../../src/compiler/index.ts";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import { type AnyContract, isContract } from "../../src/events/index.ts";
import { DISCARDS, type ExternalDeclaration } from "../../src/manifests/annotations.ts";
import type { Addressable, DestinationSpec, EventSource } from "../core/addressable.ts";
import { adopt } from "../core/adopt.ts";
import { namespaceIn } from "../core/kube-object.ts";
import { rememberLowering } from "../core/other-targets.ts";
import type { BrokerBase } from "../eventing/broker.ts";
import type { DeliveryProps } from "../eventing/delivery.ts";
import type { EventType } from "../eventing/event-type.ts";
import type { ChannelTemplateProps } from "../messaging/channel-template.ts";
import type { Flow, FlowEnd } from "./flow.ts";
import { lowerToBroker, lowerToChannels, type LoweringOptions, lowerToShim, type Made } from "./lowering.ts";
import { recordFlow } from "./recorder.ts";
import { recordedDelivery } from "./recording.ts";
import { type ShimOption, usesShims } from "./shims.ts";

/** Where a flow's events come from: a source, or a contract whose events enter the Broker otherwise. */
export type Entry = EventSource | AnyContract;

/** What enters through entries, as a union of contracts. */
export type Entering<From> = From extends readonly (infer Each)[]
  ? Entering<Each>
  : From extends EventSource<infer Emits>
    ? Emits
    : From extends AnyContract
      ? From
      : never;

/** Properties for {@link Pipeline}. */
export interface PipelineProps<From extends Entry | readonly Entry[] = Entry | readonly Entry[]> {
  /**
   * The sources whose events start the flow; the Pipeline names their sink. A contract stands for events that enter
   * otherwise: published by another Pipeline, or already on a given Broker.
   */
  readonly from: From;
  /**
   * What happens to the events: `(report) => report.to(runner).to(charter).discard()`. Runs once, at once.
   */
  readonly flow: (events: Flow<Entering<From>>) => FlowEnd;
  /**
   * What the flow is lowered to:
   *
   * - `broker`: a Broker, and a Trigger for each step, which takes what it accepts by type;
   * - `flows`: a Sequence for steps that follow one another, a Parallel where they branch. Every event goes to every
   *   step of its place, so it has no filters; a type may come in at several places;
   * - `channels`: the same as Channels and Subscriptions, with a dead-letter sink on every leg;
   * - `shim`: one Knative Service that runs the whole flow and answers when its outcome is known. It carries every verb;
   *   a flow that may take longer than the service may is refused.
   *
   * @default "broker"
   */
  readonly target?: "broker" | "flows" | "channels" | "shim";
  /**
   * The Broker that carries the events; for the targets `broker` and `shim`.
   *
   * @default - a Broker of the Pipeline's own; for `shim` events are sent to its service
   */
  readonly broker?: BrokerBase;
  /**
   * The kind of channel that Sequences, Parallels and Channels make of themselves; for the targets `flows` and
   * `channels`. Its `delivery` is that of the legs inside a Parallel, which can carry none.
   *
   * @default - InMemoryChannel, with the Pipeline's delivery but for its `timeout`
   */
  readonly channelTemplate?: ChannelTemplateProps;
  /**
   * How events reach the steps that say nothing else. On a Broker of its own it is the Broker's; on a given Broker each
   * Trigger carries it, completed from the Broker's where that is known; on Sequences and Parallels every step does.
   *
   * @default - the Broker's: as shipped 10 retries, exponential from 0.2 s, no dead-letter sink (eventing.md §4.1); the
   * same for the targets `flows` and `channels`; inside a shim one attempt, whose failure its sender is told and repeats
   */
  readonly delivery?: DeliveryProps;
  /**
   * `"where-needed"` puts a small service, a shim, in the place of each node that the target cannot carry: a `map`, a
   * filter on channels, a `switch` with all that follows in its cases. As an object it says how shims run, which is for
   * the target `shim` too.
   *
   * @default - such nodes are refused
   */
  readonly shim?: ShimOption;
}

/**
 * A typed flow of events through steps, lowered at once into plain Knative objects: a Broker unless one is given and one
 * Trigger for each step, Sequences and Parallels, Channels and Subscriptions, or one service; named by Pipeline and step.
 *
 * - A step that stands after several others is one Trigger, so branches can come together in it.
 * - Inserting a step adds its objects and changes its neighbours' only. On the target `flows` the neighbours are in one
 *   Sequence, whose channels Knative numbers: events that wait in durable channels then go to another step.
 * - Everything wrong with the flow is said in one error.
 */
export class Pipeline<const From extends Entry | readonly Entry[] = Entry | readonly Entry[]>
  extends Construct
  implements Addressable
{
  /** The flow as data. */
  public readonly flow: FlowData;
  private readonly made: Made;
  private readonly target: NonNullable<PipelineProps["target"]>;

  /**
   * @throws {@link AuthoringError} what the verbs of {@link Flow} throw; `flow-without-step`, `duplicate-step-name`,
   * `nothing-enters`, `sink-already-set`, `prop-of-another-target`; for the target `broker` `step-replies-its-input`,
   * `type-at-two-positions`, `branches-continue-differently`, `publish-to-itself`; for the targets `flows` and
   * `channels` `filter-on-channels`, `format-on-channels`; for a shim `flow-outlasts-its-sender`, `address-only-the-cluster-knows`,
   * `route-table-too-large`, `format-on-shim`, `no-shim-bundle`, and what `parseRouteTable` finds; without one
   * `switch-needs-shim`, `map-needs-shim`, `filter-needs-shim`
   */
  public constructor(scope: Construct, id: string, props: PipelineProps<From>) {
    super(scope, id);
    adopt(this, new.target);
    const { broker, delivery } = props;
    checkTarget(props, this.node.path);
    const entries = entriesOf(props.from);
    const carries = entering<From>(entries, this.node.path);
    const within = {
      path: this.node.path,
      namespace: broker === undefined ? namespaceIn(this, undefined) : broker.namespace,
    };
    this.flow = {
      path: this.node.path,
      carries,
      nodes: recordFlow(within, carries, props.flow),
      ...(delivery === undefined ? {} : { delivery: recordedDelivery(within, delivery, this.node.path) }),
    };
    this.target = props.target ?? "broker";
    this.made = lowerTo(this.target, this, this.flow, props);
    for (const entry of entries) {
      if (isContract(entry)) continue;
      entry.sinkTo(this.made.broker ?? this);
      discardAt(entry, this.made.discards);
    }
    rememberLowering(this, {
      target: this.target,
      targets: TARGETS,
      sources: entries.flatMap((entry) =>
        isContract(entry) || !Construct.isConstruct(entry) ? [] : [entry.node.path],
      ),
      entry: () => this.destination,
      lower: (target, within) => lowerTo(target, within, this.flow, propsFor(target, props)).entry.destination,
    });
  }

  /**
   * The Broker that carries the events: the Pipeline's own, or the given one.
   *
   * @throws {@link AuthoringError} `no-broker` on another target
   */
  public get broker(): BrokerBase {
    const { broker } = this.made;
    if (broker !== undefined) return broker;
    throw new AuthoringError({
      code: "no-broker",
      at: { construct: this.node.path },
      message: `This Pipeline's target is "${this.target}", and it has no Broker.`,
      mend: "Publish to the Pipeline itself, or to a Channel whose subscribers take the events.",
    });
  }

  /** The Pipeline as a sink: events sent there enter its flow. */
  public get destination(): DestinationSpec {
    return this.made.entry.destination;
  }

  public get external(): ExternalDeclaration | undefined {
    return this.made.entry.external;
  }

  /** Makes a contract known where events enter the flow, by an {@link EventType}: once for each. */
  public declare(contract: AnyContract): EventType {
    return this.made.declare(contract);
  }

  /**
   * The Trigger of a step, for patches: `pipeline.findTrigger("chart-creator").addJsonPatch(…)`.
   *
   * @throws {@link AuthoringError} `no-such-step`, and `no-trigger` on another target than `broker`
   */
  public findTrigger(step: string): ApiObject {
    const object = this.findObject(step);
    if (object.kind === "Trigger") return object;
    throw new AuthoringError({
      code: "no-trigger",
      at: { construct: `${this.node.path}/${step}` },
      message: `Step "${step}" stands in a ${object.kind} and has no Trigger.`,
      mend: `Use \`findObject("${step}")\`: the ${object.kind}.`,
    });
  }

  /**
   * The object that delivers to a step, for patches: its Trigger or Subscription, the Sequence or Parallel it stands in,
   * or the Service of the shim that it runs behind.
   *
   * @throws {@link AuthoringError} `no-such-step`
   */
  public findObject(step: string): ApiObject {
    const object = this.made.objects.get(step);
    if (object !== undefined) return object;
    throw new AuthoringError({
      code: "no-such-step",
      at: { construct: this.node.path },
      message: `This Pipeline has no step "${step}".`,
      mend: `Its steps are ${[...this.made.objects.keys()].map((name) => `"${name}"`).join(", ")}.`,
    });
  }
}

const TARGETS = ["broker", "flows", "channels", "shim"] as const;

/** The same Pipeline's props as another target takes them. A shim's image is not asked for where nothing is deployed. */
function propsFor(target: (typeof TARGETS)[number], props: LoweringOptions): LoweringOptions {
  const { broker, delivery, channelTemplate, shim } = props;
  const own = typeof shim === "object" ? shim : {};
  const image = own.image ?? "shim";
  return {
    delivery,
    ...(broker !== undefined && isFor("broker", target) ? { broker } : {}),
    ...(channelTemplate !== undefined && isFor("channelTemplate", target) ? { channelTemplate } : {}),
    ...(target === "shim" || usesShims(shim) ? { shim: { ...own, image, use: "where-needed" } } : {}),
  };
}

function lowerTo(
  target: NonNullable<PipelineProps["target"]>,
  scope: Construct,
  flow: FlowData,
  { broker, delivery, channelTemplate, shim }: LoweringOptions,
): Made {
  switch (target) {
    case "broker":
      return lowerToBroker(scope, flow, { broker, delivery, shim });
    case "flows":
    case "channels":
      return lowerToChannels(scope, flow, target, { channelTemplate, shim });
    case "shim":
      return lowerToShim(scope, flow, { broker, shim });
  }
}

/** The targets that each prop is for. */
const TARGETS_OF = {
  broker: ["broker", "shim"],
  channelTemplate: ["flows", "channels"],
} as const;

function isFor(prop: keyof typeof TARGETS_OF, target: string): boolean {
  const targets: readonly string[] = TARGETS_OF[prop];
  return targets.includes(target);
}

/** What would be without effect is refused, so that nobody relies on it. */
function checkTarget(
  props: Pick<PipelineProps, "target" | "broker" | "channelTemplate" | "shim">,
  construct: string,
): void {
  const { target = "broker", shim } = props;
  for (const prop of ["broker", "channelTemplate"] as const) {
    const targets: readonly string[] = TARGETS_OF[prop];
    if (props[prop] === undefined || isFor(prop, target)) continue;
    const named = targets.map((one) => `"${one}"`);
    throw new AuthoringError({
      code: "prop-of-another-target",
      at: { construct },
      message: `\`${prop}\` is for the ${named.length === 1 ? "target" : "targets"} ${named.join(" and ")}, and this Pipeline's target is "${target}".`,
      mend: `Leave \`${prop}\` out, or set \`target: ${named[0] ?? ""}\`.`,
    });
  }
  if (shim === undefined || target === "shim" || usesShims(shim)) return;
  throw new AuthoringError({
    code: "prop-of-another-target",
    at: { construct },
    message: `\`shim\` says how shims run, and this Pipeline's target "${target}" has none.`,
    mend: 'Add `use: "where-needed"` to it, set `target: "shim"`, or leave it out.',
  });
}

function entriesOf(from: Entry | readonly Entry[]): readonly Entry[] {
  return isList(from) ? from : [from];
}

function isList(from: Entry | readonly Entry[]): from is readonly Entry[] {
  return Array.isArray(from);
}

function entering<From>(entries: readonly Entry[], construct: string): readonly Entering<From>[];
function entering(entries: readonly Entry[], construct: string): readonly AnyContract[] {
  const contracts = [...new Set(entries.flatMap((entry) => (isContract(entry) ? [entry] : entry.emits)))];
  if (contracts.length > 0) return contracts;
  throw new AuthoringError({
    code: "nothing-enters",
    at: { construct },
    message: "No event enters this flow: `from` names no source with a declared event.",
    mend: "Name a source in `from`, and the `event` it sends.",
  });
}

/** The groups of what can start a flow and has a place to say what is thrown away. */
const SENDING_GROUPS = ["sources.knative.dev", "flows.knative.dev", "events.cloud.google.com", "camel.apache.org"];

/** Says on a source that nobody needs some of what it sends. */
function discardAt(source: EventSource, types: readonly string[]): void {
  const discarded = types.filter((type) => source.emits.some((contract) => contract.type === type));
  if (discarded.length === 0 || !Construct.isConstruct(source)) return;
  for (const object of source.node.findAll()) {
    if (!ApiObject.isApiObject(object) || !SENDING_GROUPS.includes(object.apiGroup)) continue;
    object.metadata.addAnnotation(DISCARDS, discarded.join(","));
  }
}
