import { Construct } from "constructs";
import type { FlowDelivery, FlowDestination } from "../../src/compiler/index.ts";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import type { AnyContract } from "../../src/events/index.ts";
import type { Addressable } from "../core/addressable.ts";
import { destinationFrom } from "../core/destination.ts";
import { dnsForm } from "../core/names.ts";
import { type DeliveryProps, flowDelivery } from "../eventing/delivery.ts";

/** Where a flow is recorded: for what is said of it, and for what its destinations are relative to. */
export interface RecordingScope {
  /** Construct path of the Pipeline. */
  readonly path: string;
  /** Namespace of the objects that the flow becomes. */
  readonly namespace: string | undefined;
}

/** What the parts of one flow share. */
export class Recording {
  public readonly path: string;
  public readonly namespace: string | undefined;
  private open = true;

  public constructor({ path, namespace }: RecordingScope) {
    this.path = path;
    this.namespace = namespace;
  }

  public close(): void {
    this.open = false;
  }

  /** @throws {@link AuthoringError} `flow-is-over` for a flow that was kept and used after its function returned */
  public checkOpen(verb: string): void {
    if (this.open) return;
    throw new AuthoringError({
      code: "flow-is-over",
      at: { construct: this.path },
      message: `\`${verb}\` was called on a flow whose Pipeline is already made.`,
      mend: "Call it inside the function given as `flow`, before that returns.",
    });
  }

  public destination(to: Addressable): FlowDestination {
    const { external } = to;
    return { ...destinationFrom(this.namespace, to), ...(external === undefined ? {} : { external }) };
  }

  public delivery(delivery: DeliveryProps, name: string): FlowDelivery {
    return recordedDelivery(this, delivery, `${this.path}/${name}`);
  }
}

/**
 * A delivery as data, its dead-letter sink as an object in the scope's namespace writes it.
 *
 * @throws {@link AuthoringError} `duration-cut`
 */
export function recordedDelivery(
  { namespace }: Pick<RecordingScope, "namespace">,
  delivery: DeliveryProps,
  construct: string,
): FlowDelivery {
  const { deadLetterSink } = delivery;
  const recorded = flowDelivery(delivery, { construct, field: "spec.delivery" });
  if (deadLetterSink === undefined) return recorded;
  const { external } = deadLetterSink;
  const sink = { ...destinationFrom(namespace, deadLetterSink), ...(external === undefined ? {} : { external }) };
  return { ...recorded, deadLetterSink: sink };
}

/** The contracts that pass a condition on the type. @throws {@link AuthoringError} `type-not-carried` */
export function passing(
  carries: readonly AnyContract[],
  type: string | undefined,
  recording: Recording,
  who = "This flow carries",
  how = "",
): readonly AnyContract[] {
  const passes = type === undefined ? carries : carries.filter((contract) => contract.type === type);
  if (passes.length > 0) return passes;
  const what = [carries.length === 0 ? "nothing" : listed(carries), how].filter((part) => part !== "").join(" ");
  const never = type === undefined ? "nothing can come to another case" : `never "${type}"`;
  throw faultIn(
    recording,
    "type-not-carried",
    `${who} ${what}, and ${never}.`,
    type === undefined
      ? "Leave the case out, or put it before those that take whole contracts."
      : "Filter on a type that arrives here, or let an earlier step reply it.",
  );
}

export function checkLabel(name: string, what: string, recording: Recording): string {
  if (/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) return name;
  throw faultIn(
    recording,
    "invalid-step-name",
    `${what} cannot be named "${name}".`,
    "Use a DNS label: lower-case letters, digits and dashes, starting with a letter, at most 63 characters.",
  );
}

export function faultIn(
  { path }: Pick<RecordingScope, "path">,
  code: string,
  message: string,
  mend: string,
): AuthoringError {
  return new AuthoringError({ code, at: { construct: path }, message, mend });
}

/** A flow is data before its Pipeline is made; what comes later would be lost. */
export function checkSynchronous(result: unknown, { path }: Pick<RecordingScope, "path">): void {
  if (typeof result !== "object" || result === null || !("then" in result)) return;
  throw new AuthoringError({
    code: "async-flow",
    at: { construct: path },
    message: "The flow's function returned a promise, and a Pipeline is made at once.",
    mend: "Await what it needs before the Pipeline, and make the function synchronous.",
  });
}

export function flowFailed({ path }: RecordingScope, error: unknown): AuthoringError {
  return new AuthoringError(
    {
      code: "flow-failed",
      at: { construct: path },
      message: `The flow's function threw: ${error instanceof Error ? error.message : String(error)}`,
      mend: "Mend what it does before it returns the flow.",
    },
    { cause: error },
  );
}

/** What people call a destination: its construct, its declared name, its object. */
export function destinationName(to: Addressable): string {
  const { ref, uri } = to.destination;
  if (Construct.isConstruct(to)) return dnsForm(to.node.id);
  return dnsForm(to.external?.name ?? ref?.name ?? uri ?? "");
}

export function listed(contracts: readonly AnyContract[]): string {
  const types = [...new Set(contracts.map(({ type }) => `"${type}"`))];
  const told = types.slice(0, 3);
  return types.length > told.length ? `${told.join(", ")} and ${types.length - told.length} more` : told.join(" and ");
}
