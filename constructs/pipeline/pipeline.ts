import { ApiObject } from "cdk8s";
import { Construct } from "constructs";
import {
  BROKER_ID,
  brokerTarget,
  type CarryingBroker,
  type Compilation,
  compile,
  type Flow as FlowData,
  type FlowDelivery,
} from "../../src/compiler/index.ts";
import { AuthoringError, type Diagnostic } from "../../src/diagnostics/index.ts";
import { type AnyContract, isContract } from "../../src/events/index.ts";
import { DISCARDS, type ExternalDeclaration } from "../../src/manifests/annotations.ts";
import type { Addressable, DestinationSpec, EventSource } from "../core/addressable.ts";
import { adopt } from "../core/adopt.ts";
import { named, namespaceIn } from "../core/kube-object.ts";
import { LABELLED_NAME } from "../core/names.ts";
import { Broker, type BrokerBase } from "../eventing/broker.ts";
import type { DeliveryProps } from "../eventing/delivery.ts";
import type { Flow, FlowEnd } from "./flow.ts";
import { recordedDelivery, recordFlow } from "./recorder.ts";

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
   * The Broker that carries the events.
   *
   * @default - a Broker of the Pipeline's own
   */
  readonly broker?: BrokerBase;
  /**
   * How events reach the steps that say nothing else. On a Broker of its own it is the Broker's; on a given Broker each
   * Trigger carries it, completed from the Broker's where that is known.
   *
   * @default - the Broker's: as shipped 10 retries, exponential from 0.2 s, no dead-letter sink (eventing.md §4.1)
   */
  readonly delivery?: DeliveryProps;
  /**
   * What the flow is lowered to.
   *
   * @default "broker"
   */
  readonly target?: "broker";
}

/**
 * A typed flow of events through steps, lowered at once into plain Knative objects: a Broker unless one is given, and
 * one Trigger for each step, named by Pipeline and step.
 *
 * - A step that stands after several others is one Trigger, so branches can come together in it.
 * - Inserting a step adds its objects and changes its neighbours' only.
 * - Everything wrong with the flow is said in one error.
 */
export class Pipeline<const From extends Entry | readonly Entry[] = Entry | readonly Entry[]>
  extends Construct
  implements Addressable
{
  /** The Broker that carries the events: the Pipeline's own, or the given one. */
  public readonly broker: BrokerBase;
  /** The flow as data. */
  public readonly flow: FlowData;
  private readonly triggers: ReadonlyMap<string, ApiObject>;

  /**
   * @throws {@link AuthoringError} what the verbs of {@link Flow} throw; `flow-without-step`, `duplicate-step-name`,
   * `step-replies-its-input`, `type-at-two-positions`, `branches-continue-differently`, `publish-to-itself`,
   * `nothing-enters`, `sink-already-set`
   */
  public constructor(scope: Construct, id: string, props: PipelineProps<From>) {
    super(scope, id);
    adopt(this, new.target);
    const { broker: given, delivery } = props;
    const entries = entriesOf(props.from);
    const carries = entering<From>(entries, this.node.path);
    const within = {
      path: this.node.path,
      namespace: given === undefined ? namespaceIn(this, undefined) : given.namespace,
    };
    this.flow = {
      path: this.node.path,
      carries,
      nodes: recordFlow(within, carries, props.flow),
      ...(delivery === undefined ? {} : { delivery: recordedDelivery(within, delivery, this.node.path) }),
    };
    this.broker = given ?? ownBroker(this, delivery);
    const compilation = compile(this.flow, brokerTarget, { broker: carrying(this.broker, given === undefined) });
    throwRefusals(compilation.diagnostics);
    this.triggers = this.make(compilation);
    for (const entry of entries) {
      if (isContract(entry)) continue;
      entry.sinkTo(this.broker);
      discardAt(entry, compilation.discards);
    }
  }

  /** The Pipeline as a sink: events sent there enter its Broker. */
  public get destination(): DestinationSpec {
    return this.broker.destination;
  }

  public get external(): ExternalDeclaration | undefined {
    return this.broker.external;
  }

  /**
   * The Trigger of a step, for patches: `pipeline.findTrigger("chart-creator").addJsonPatch(…)`.
   *
   * @throws {@link AuthoringError} `no-such-step`
   */
  public findTrigger(step: string): ApiObject {
    const trigger = this.triggers.get(step);
    if (trigger !== undefined) return trigger;
    throw new AuthoringError({
      code: "no-such-step",
      at: { construct: this.node.path },
      message: `This Pipeline has no step "${step}".`,
      mend: `Its steps are ${[...this.triggers.keys()].map((name) => `"${name}"`).join(", ")}.`,
    });
  }

  private make({ manifests, declares }: Compilation): ReadonlyMap<string, ApiObject> {
    for (const contract of declares) this.broker.declare(contract);
    return new Map(manifests.map(({ id, manifest }) => [id, named(new ApiObject(this, id, manifest), LABELLED_NAME)]));
  }
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

/** Says on a source that nobody needs some of what it sends. */
function discardAt(source: EventSource, types: readonly string[]): void {
  const discarded = types.filter((type) => source.emits.some((contract) => contract.type === type));
  if (discarded.length === 0 || !Construct.isConstruct(source)) return;
  for (const object of source.node.findAll()) {
    if (!ApiObject.isApiObject(object) || object.apiGroup !== "sources.knative.dev") continue;
    object.metadata.addAnnotation(DISCARDS, discarded.join(","));
  }
}

/** `format` is left to the Triggers: on a Broker Knative ignores it (eventing.md §5.5). */
function ownBroker(pipeline: Pipeline, delivery: DeliveryProps | undefined): Broker {
  if (delivery === undefined) return new Broker(pipeline, BROKER_ID);
  const { format: _format, ...rest } = delivery;
  return new Broker(pipeline, BROKER_ID, { delivery: rest });
}

function carrying(broker: BrokerBase, own: boolean): CarryingBroker {
  const { name, namespace, external } = broker;
  const delivery = isMade(broker) ? givenDelivery(broker) : undefined;
  return {
    name,
    own,
    ...(namespace === undefined ? {} : { namespace }),
    ...(external === undefined ? {} : { external }),
    ...(delivery === undefined ? {} : { delivery }),
  };
}

/** Not by class, which another copy of this package would have too. */
function isMade(broker: BrokerBase): broker is Broker {
  return "object" in broker && ApiObject.isApiObject(broker.object);
}

/** A Broker's delivery as its manifest has it now, so that patches made before count. */
function givenDelivery(broker: Broker): FlowDelivery | "none" {
  const { spec } = broker.object.toJson() as { readonly spec?: { readonly delivery?: FlowDelivery } };
  return spec?.delivery ?? "none";
}

/** One error for all of them, so that they are mended in one go. */
function throwRefusals([first, ...others]: readonly Diagnostic[]): void {
  if (first === undefined) return;
  const { severity: _severity, ...fault } = first;
  throw new AuthoringError({
    ...fault,
    ...(others.length === 0
      ? {}
      : { notes: others.map(({ code, message, mend }) => `${code}: ${message} ${mend ?? ""}`.trim()) }),
  });
}
