import type { ApiObjectMetadata } from "cdk8s";
import type { AnyContract } from "../../src/events/index.ts";
import { contractName } from "../../src/manifests/annotations.ts";

/** Metadata with annotations of ours below the author's, which win. */
export function withAnnotations(
  metadata: ApiObjectMetadata | undefined,
  annotations: Readonly<Record<string, string | undefined>>,
): ApiObjectMetadata {
  const ours = Object.entries(annotations).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...metadata, annotations: { ...Object.fromEntries(ours), ...metadata?.annotations } };
}

/** Contracts as an annotation names them: `""` is *none*, undefined is *unknown*. */
export function contractNames(contracts: readonly AnyContract[] | undefined): string | undefined {
  return contracts?.map((contract) => contractName(contract)).join(",");
}
