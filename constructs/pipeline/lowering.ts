import { ApiObject } from "cdk8s";
import type { Construct } from "constructs";
import {
  BROKER_ID,
  brokerTarget,
  type CarryingBroker,
  compile,
  type Flow,
  type FlowDelivery,
  flowsTarget,
  type LoweredObject,
} from "../../src/compiler/index.ts";
import { AuthoringError, type Diagnostic } from "../../src/diagnostics/index.ts";
import type { AnyContract } from "../../src/events/index.ts";
import type { Addressable } from "../core/addressable.ts";
import { named, namespaceIn } from "../core/kube-object.ts";
import { CHANNEL_NAME, LABELLED_NAME } from "../core/names.ts";
import { Broker, type BrokerBase } from "../eventing/broker.ts";
import { declareContract } from "../eventing/declare.ts";
import type { DeliveryProps } from "../eventing/delivery.ts";
import type { EventType } from "../eventing/event-type.ts";
import { type ChannelTemplateProps, channelTemplateSpec, referredByTemplate } from "../messaging/channel-template.ts";

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

/** Makes the Broker, unless one is given, and the Triggers of a flow. @throws {@link AuthoringError} the target's refusals */
export function lowerToBroker(
  scope: Construct,
  flow: Flow,
  { given, delivery }: { readonly given: BrokerBase | undefined; readonly delivery: DeliveryProps | undefined },
): Made {
  const broker = given ?? ownBroker(scope, delivery);
  const { diagnostics, declares, manifests, discards } = compile(flow, brokerTarget, {
    broker: carrying(broker, given === undefined),
  });
  throwRefusals(diagnostics);
  for (const contract of declares) broker.declare(contract);
  const objects = byStep(
    manifests.map((lowered) => [lowered, named(new ApiObject(scope, lowered.id, lowered.manifest), LABELLED_NAME)]),
  );
  return { entry: broker, broker, declare: (contract) => broker.declare(contract), objects, discards };
}

/** Makes the Sequences and Parallels of a flow. @throws {@link AuthoringError} the target's refusals, `duration-cut` */
export function lowerToFlows(scope: Construct, flow: Flow, template: ChannelTemplateProps | undefined): Made {
  const namespace = namespaceIn(scope, undefined);
  const external = referredByTemplate(template).flatMap((to) => (to?.external === undefined ? [] : [to.external]));
  const { diagnostics, declares, manifests, discards, entry } = compile(flow, flowsTarget, {
    ...(namespace === undefined ? {} : { namespace }),
    // The kind is always written: a Parallel's delivery can only be beside it, and a cluster's default may be another.
    channelTemplate: { ...channelTemplateSpec(namespace, template ?? {}, scope.node.path), external },
    nameOf: (id, kind) => nameIn(scope, id, kind),
  });
  throwRefusals(diagnostics);
  const made = manifests.map((lowered): [LoweredObject, ApiObject] => [
    lowered,
    named(new ApiObject(scope, lowered.id, lowered.manifest), CHANNEL_NAME),
  ]);
  const [, first] = made.find(([{ id }]) => id === entry) ?? [];
  if (first === undefined) throw new Error("A flow that delivers to somebody has an entry. This is a bug in Sluice.");
  const { apiVersion, kind, name } = first;
  const ref = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
  const declare = (contract: AnyContract) => declareContract(scope, { name, namespace, ref }, contract);
  for (const contract of declares) declare(contract);
  return { entry: { destination: { ref } }, broker: undefined, declare, objects: byStep(made), discards };
}

/** The name that an object with this id will get. Only cdk8s knows, and it wants to see the object. */
function nameIn(scope: Construct, id: string, kind: { readonly apiVersion: string; readonly kind: string }): string {
  const asking = new ApiObject(scope, id, kind);
  scope.node.tryRemoveChild(id);
  return asking.name;
}

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
