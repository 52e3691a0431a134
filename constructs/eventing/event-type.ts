import { createHash } from "node:crypto";
import type { ApiObjectMetadata } from "cdk8s";
import { Construct } from "constructs";
import type { AnyContract } from "../../src/events/index.ts";
import type { ObjectReference } from "../core/addressable.ts";
import { adopt } from "../core/adopt.ts";
import { referenceFrom } from "../core/destination.ts";
import { MAIN, named, namespaceIn } from "../core/kube-object.ts";
import { dnsForm, OBJECT_NAME } from "../core/names.ts";
import { EventTypeObject } from "../generated/index.ts";

/** Properties for {@link EventType}. */
export interface EventTypeProps {
  /** The contract it makes known: its type, its source if it has one, and the JSON Schema of its data. */
  readonly contract: AnyContract;
  /**
   * The Broker, Channel or other object on which such events can be had.
   *
   * @default - none
   */
  readonly reference?: ObjectReference;
  /**
   * What the event means, for people who browse the catalogue.
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * Name, namespace, labels and annotations.
   *
   * @default - a name made of the construct's path
   */
  readonly metadata?: ApiObjectMetadata;
}

/**
 * Makes an event contract known to the cluster. It changes nothing about delivery. Written as `v1beta2`, the last
 * version that keeps the schema of the data (eventing.md §4.8).
 */
export class EventType extends Construct {
  /** The object itself, for patches: `eventType.object.addJsonPatch(…)`. */
  public readonly object: EventTypeObject;
  /** The contract it makes known. */
  public readonly contract: AnyContract;

  /** @throws {@link AuthoringError} `invalid-name` */
  public constructor(scope: Construct, id: string, props: EventTypeProps) {
    super(scope, id);
    adopt(this, new.target);
    const { contract, reference, description, metadata } = props;
    const { jsonSchema } = contract;
    this.contract = contract;
    const object = new EventTypeObject(this, MAIN, {
      ...(metadata === undefined ? {} : { metadata }),
      spec: {
        type: contract.type,
        ...(contract.source === undefined ? {} : { source: contract.source }),
        ...(jsonSchema === undefined ? {} : { schemaData: JSON.stringify(jsonSchema) }),
        ...(reference === undefined ? {} : { reference: referenceFrom(namespaceIn(scope, metadata), reference) }),
        ...(description === undefined ? {} : { description }),
      },
    });
    this.object = named(object, OBJECT_NAME);
  }
}

/**
 * The name of a contract's EventType: its owner, the DNS form of the type and eight digits of the contract's hash,
 * such as `daily-report-dev-reports-query-completed-v1-0f5a6b1c`. The type is cut where the whole is too long.
 */
export function eventTypeName(owner: string, contract: AnyContract): string {
  const hash = contract.schemaHash ?? `sha256-${createHash("sha256").update(contract.type).digest("hex")}`;
  const digits = hash.slice("sha256-".length, "sha256-".length + 8);
  const room = 253 - owner.length - digits.length - 2;
  const type = dnsForm(contract.type).slice(0, Math.max(room, 0)).replace(/-+$/, "");
  return [owner, type, digits].filter((part) => part !== "").join("-");
}
