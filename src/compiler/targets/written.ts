import { DISCARDS, EXTERNAL, type ExternalDeclaration } from "../../manifests/annotations.ts";
import type { FlowDelivery, FlowDestination } from "../flow.ts";

/** A destination as a manifest has it: without what its annotation says. */
export function writtenDestination({ ref, uri }: FlowDestination): Readonly<Record<string, unknown>> {
  return { ...(ref === undefined ? {} : { ref }), ...(uri === undefined ? {} : { uri }) };
}

/** A delivery as a manifest has it. */
export function writtenDelivery({ deadLetterSink, ...rest }: FlowDelivery): Readonly<Record<string, unknown>> {
  return { ...(deadLetterSink === undefined ? {} : { deadLetterSink: writtenDestination(deadLetterSink) }), ...rest };
}

/** Metadata of an object that a flow becomes: what its legs throw away on purpose, and what it names that lives elsewhere. */
export function writtenMetadata(
  namespace: string | undefined,
  discards: readonly string[],
  externals: readonly (ExternalDeclaration | undefined)[],
): { readonly namespace?: string; readonly annotations?: Readonly<Record<string, string>> } {
  const declared = new Map<string, ExternalDeclaration>();
  for (const external of externals) if (external !== undefined) declared.set(JSON.stringify(external), external);
  const annotations = {
    ...(discards.length === 0 ? {} : { [DISCARDS]: [...new Set(discards)].join(",") }),
    ...(declared.size === 0 ? {} : { [EXTERNAL]: JSON.stringify([...declared.values()]) }),
  };
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
}
