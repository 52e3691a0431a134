import { ApiObject } from "cdk8s";
import type { IConstruct } from "constructs";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import { ACKNOWLEDGES } from "../../src/manifests/annotations.ts";

/** A finding that is known and lived with. */
export interface AcknowledgeProps {
  /** The finding's code, such as `no-failure-path`. */
  readonly rule: string;
  /** Why it may stand, for who reads the manifests and the reports later. Not blank. */
  readonly reason: string;
  /**
   * Only the finding at this field of the object, as the finding prints it: `spec.delivery.deadLetterSink`.
   *
   * @default - every finding of the rule on these objects
   */
  readonly field?: string;
}

/**
 * Acknowledges a rule's findings on every object that a construct has made so far: on one Broker, or on all of a
 * Pipeline. They are no longer reported, and an acknowledgement that matches nothing any more is a finding itself.
 * It is written on the objects, in the annotation `sluice.dev/acknowledges`.
 *
 * @throws {@link AuthoringError} `no-reason` when the reason is blank; `nothing-to-acknowledge` when the construct has no object
 */
export function acknowledge(construct: IConstruct, { rule, reason, field }: AcknowledgeProps): void {
  const { path } = construct.node;
  if (reason.trim() === "") {
    throw new AuthoringError({
      code: "no-reason",
      at: { construct: path },
      message: `The acknowledgement of "${rule}" gives no reason.`,
      mend: "Say why it may stand.",
    });
  }
  const objects = construct.node.findAll().filter((one): one is ApiObject => ApiObject.isApiObject(one));
  if (objects.length === 0) {
    throw new AuthoringError({
      code: "nothing-to-acknowledge",
      at: { construct: path },
      message: `"${path}" has made no object, so nothing of it can be acknowledged.`,
      mend: "Acknowledge after its objects are made, on the construct that makes the object of the finding.",
    });
  }
  const shared = objects.length > 1 ? { scope: `${path} ${rule}` } : {};
  const item = { rule, reason, ...(field === undefined ? {} : { field }), ...shared };
  for (const { metadata } of objects) {
    metadata.addAnnotation(ACKNOWLEDGES, JSON.stringify([...written(metadata.toJson()), item]));
  }
}

/** What was acknowledged on an object before. */
function written(
  metadata: { readonly annotations?: Readonly<Record<string, string>> } | undefined,
): readonly unknown[] {
  const text = metadata?.annotations?.[ACKNOWLEDGES];
  const list: unknown = text === undefined ? [] : JSON.parse(text);
  return Array.isArray(list) ? list : [];
}
