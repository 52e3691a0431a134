import { ApiObject } from "cdk8s";
import type { Construct } from "constructs";
import {
  BROKER_ID,
  brokerTarget,
  type CarryingBroker,
  channelsTarget,
  compile,
  type Flow,
  type FlowDelivery,
  flowsTarget,
  insertShims,
  type Lowered,
  type LoweredObject,
  shimTarget,
  type WithShims,
} from "../../src/compiler/index.ts";
import { AuthoringError, type Diagnostic } from "../../src/diagnostics/index.ts";
import type { AnyContract } from "../../src/events/index.ts";
import type { Addressable } from "../core/addressable.ts";
import { named, namespaceIn } from "../core/kube-object.ts";
import { CHANNEL_NAME, LABELLED_NAME, type NameRule, SERVICE_NAME } from "../core/names.ts";
import { Broker, type BrokerBase } from "../eventing/broker.ts";
import { declareContract } from "../eventing/declare.ts";
import type { DeliveryProps } from "../eventing/delivery.ts";
import type { EventType } from "../eventing/event-type.ts";
import { type ChannelTemplateProps, channelTemplateSpec, referredByTemplate } from "../messaging/channel-template.ts";
import { nameIn } from "./name-in.ts";
import { type ShimOption, shimContext, usesShims } from "./shims.ts";

/** What a Pipeline made of its flow. */
export interface Made {
  /** Where events enter. */
  readonly entry: Addressable;
  /** The Broker that carries them; undefined on another target. */
  readonly broker: BrokerBase | undefined;
  /** Makes a contract known there. */
  readonly declare: (contract: AnyContract) => EventType;
  /** The object that delivers to each step. */
  readonly objects: ReadonlyMap<string, ApiObject>;
  /** Event types that enter and are thrown away, to be said on the sources that send them. */
  readonly discards: readonly string[];
}

/** How a flow is lowered, beside the flow itself. */
export interface LoweringOptions {
  readonly broker?: BrokerBase | undefined;
  readonly delivery?: DeliveryProps | undefined;
  readonly channelTemplate?: ChannelTemplateProps | undefined;
  readonly shim?: ShimOption | undefined;
}

/** Makes the Broker, unless one is given, and the Triggers of a flow. @throws {@link AuthoringError} the target's refusals */
export function lowerToBroker(scope: Construct, flow: Flow, { broker: given, delivery, shim }: LoweringOptions): Made {
  const broker = given ?? ownBroker(scope, delivery);
  const carrier = carrying(broker, given === undefined);
  const shims = withShims(scope, flow, "broker", shim, carrier.namespace);
  const compiled = compile(shims.flow, brokerTarget, { broker: carrier });
  const { declares, discards } = compiled;
  throwRefusals([...shims.diagnostics, ...compiled.diagnostics]);
  for (const contract of declares) broker.declare(contract);
  const objects = byStep(makeObjects(scope, [...shims.manifests, ...compiled.manifests]));
  return { entry: broker, broker, declare: (contract) => broker.declare(contract), objects, discards };
}

/**
 * Makes the Sequences and Parallels, or Channels and Subscriptions, of a flow.
 *
 * @throws {@link AuthoringError} the target's refusals, `duration-cut`
 */
export function lowerToChannels(
  scope: Construct,
  flow: Flow,
  name: "flows" | "channels",
  { channelTemplate: template, shim }: LoweringOptions,
): Made {
  const namespace = namespaceIn(scope, undefined);
  const external = referredByTemplate(template).flatMap((to) => (to?.external === undefined ? [] : [to.external]));
  const shims = withShims(scope, flow, name, shim, namespace);
  const compiled = compile(shims.flow, name === "flows" ? flowsTarget : channelsTarget, {
    ...(namespace === undefined ? {} : { namespace }),
    // The kind is always written: a Parallel's delivery can only be beside it, and a cluster's default may be another.
    channelTemplate: { ...channelTemplateSpec(namespace, template ?? {}, scope.node.path), external },
    nameOf: (id, kind) => nameIn(scope, id, kind),
  });
  throwRefusals([...shims.diagnostics, ...compiled.diagnostics]);
  return madeWithEntry(scope, namespace, { ...compiled, manifests: [...shims.manifests, ...compiled.manifests] });
}

/** Makes the one Service that runs a flow. @throws {@link AuthoringError} the target's refusals, `no-shim-bundle` */
export function lowerToShim(scope: Construct, flow: Flow, { broker, shim }: LoweringOptions): Made {
  const carrier = broker === undefined ? undefined : carrying(broker, false);
  const context = shimContext(
    scope,
    shim,
    carrier === undefined ? namespaceIn(scope, undefined) : carrier.namespace,
    carrier,
  );
  const compiled = compile(flow, shimTarget, context);
  throwRefusals(compiled.diagnostics);
  if (broker === undefined) return madeWithEntry(scope, context.namespace, compiled);
  for (const contract of flow.carries) broker.declare(contract);
  const objects = byStep(makeObjects(scope, compiled.manifests));
  return { entry: broker, broker, declare: (contract) => broker.declare(contract), objects, discards: [] };
}

/** The flow as it is, or with shims where its target needs them. */
function withShims(
  scope: Construct,
  flow: Flow,
  target: "broker" | "flows" | "channels",
  option: ShimOption | undefined,
  namespace: string | undefined,
): WithShims {
  if (!usesShims(option)) return { flow, manifests: [], diagnostics: [] };
  return insertShims(flow, target, shimContext(scope, option, namespace));
}

function madeWithEntry(
  scope: Construct,
  namespace: string | undefined,
  { manifests, declares, discards, entry }: Lowered,
): Made {
  const made = makeObjects(scope, manifests);
  const [, first] = made.find(([{ id }]) => id === entry) ?? [];
  if (first === undefined) throw new Error("A flow that delivers to somebody has an entry. This is a bug in Sluice.");
  const { apiVersion, kind, name } = first;
  const ref = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
  const declare = (contract: AnyContract) => declareContract(scope, { name, namespace, ref }, contract);
  for (const contract of declares) declare(contract);
  return { entry: { destination: { ref } }, broker: undefined, declare, objects: byStep(made), discards };
}

function makeObjects(
  scope: Construct,
  manifests: readonly LoweredObject[],
): readonly (readonly [LoweredObject, ApiObject])[] {
  return manifests.map((lowered) => {
    const object = named(
      new ApiObject(scope, lowered.id, lowered.manifest),
      NAMES[lowered.manifest.kind] ?? CHANNEL_NAME,
    );
    const { apiVersion, kind, name, metadata } = object;
    const { namespace } = metadata;
    const owner = {
      name,
      namespace,
      ref: { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) },
    };
    for (const contract of lowered.declares ?? []) declareContract(scope, owner, contract);
    return [lowered, object];
  });
}

const NAMES: Readonly<Record<string, NameRule>> = { Trigger: LABELLED_NAME, Service: SERVICE_NAME };

function byStep(made: readonly (readonly [LoweredObject, ApiObject])[]): ReadonlyMap<string, ApiObject> {
  const objects = new Map<string, ApiObject>();
  for (const [{ delivers }, object] of made) {
    for (const step of delivers) if (!objects.has(step)) objects.set(step, object);
  }
  return objects;
}

/** `format` is left to the Triggers: on a Broker Knative ignores it (eventing.md §5.5). */
function ownBroker(scope: Construct, delivery: DeliveryProps | undefined): Broker {
  if (delivery === undefined) return new Broker(scope, BROKER_ID);
  const { format: _format, ...rest } = delivery;
  return new Broker(scope, BROKER_ID, { delivery: rest });
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
