import type { Construct } from "constructs";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import type { AnyContract } from "../../src/events/index.ts";
import { contractName, EXTERNAL, type ExternalDeclaration } from "../../src/manifests/annotations.ts";
import type { Addressable, ObjectReference } from "../core/addressable.ts";
import { EventType, eventTypeName } from "./event-type.ts";

/** The object on which events can be had: a Broker, a Channel, or where a flow begins. */
export interface EventTypeOwner {
  /** The first part of the EventTypes' names. */
  readonly name: string;
  /** Undefined leaves it to the apply. */
  readonly namespace: string | undefined;
  readonly ref: ObjectReference;
  /** Set for one that lives elsewhere. */
  readonly external?: ExternalDeclaration | undefined;
}

/**
 * Makes a contract known on an object by an {@link EventType} in `scope`: once for each, however often it is declared.
 *
 * @throws {@link AuthoringError} `duplicate-event-type` if another contract would have the same name
 */
export function declareContract(scope: Construct, owner: EventTypeOwner, contract: AnyContract): EventType {
  const { namespace, external } = owner;
  const name = eventTypeName(owner.name, contract);
  const id = `event-type-${name.slice(owner.name.length + 1)}`;
  const made = scope.node.tryFindChild(id);
  if (made instanceof EventType) {
    if (contractName(made.contract) === contractName(contract)) return made;
    throw duplicateEventType(scope, made.contract, contract);
  }
  return new EventType(scope, id, {
    contract,
    reference: owner.ref,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(external === undefined ? {} : { annotations: { [EXTERNAL]: JSON.stringify([external]) } }),
    },
  });
}

/** Makes contracts known on a destination, if it can: a Broker, a Channel or where a flow begins. Says whether it could. */
export function declareOn(to: Addressable | undefined, contracts: readonly AnyContract[]): boolean {
  if (to === undefined || !declares(to)) return false;
  for (const contract of contracts) to.declare(contract);
  return true;
}

function declares(to: Addressable): to is Addressable & { declare(contract: AnyContract): unknown } {
  return "declare" in to && typeof to.declare === "function";
}

function duplicateEventType(scope: Construct, known: AnyContract, other: AnyContract): AuthoringError {
  return new AuthoringError({
    code: "duplicate-event-type",
    at: { construct: scope.node.path },
    message: `The events "${known.type}" and "${other.type}" have the same data, and no object name can tell them apart.`,
    mend: "Rename one of them by more than dots, dashes and case.",
  });
}
