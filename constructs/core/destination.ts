import type { ExternalDeclaration } from "../../src/manifests/annotations.ts";
import type { Addressable, DestinationSpec } from "./addressable.ts";

/**
 * A destination as an object in `namespace` writes it: without the namespace where both share one, because Knative
 * fills in the referring object's (eventing.md §3.2).
 */
export function destinationFrom(namespace: string | undefined, to: Addressable): DestinationSpec {
  const { ref, uri } = to.destination;
  return {
    ...(ref === undefined ? {} : { ref: referenceFrom(namespace, ref) }),
    ...(uri === undefined ? {} : { uri }),
  };
}

/** A reference as an object in `namespace` writes it. */
export function referenceFrom<Ref extends { readonly namespace?: string }>(
  namespace: string | undefined,
  ref: Ref,
): Omit<Ref, "namespace"> & { readonly namespace?: string } {
  const { namespace: own, ...rest } = ref;
  return own === undefined || own === namespace ? rest : { ...rest, namespace: own };
}

/** The annotation `sluice.dev/external` of an object that refers to these: which of them live elsewhere. */
export function externalAnnotation(referred: readonly (Addressable | undefined)[]): string | undefined {
  const declared = new Map<string, ExternalDeclaration>();
  for (const to of referred) {
    if (to?.external !== undefined) declared.set(JSON.stringify(to.external), to.external);
  }
  return declared.size === 0 ? undefined : JSON.stringify([...declared.values()]);
}
