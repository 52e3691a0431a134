import { isObject } from "../is-object.ts";
import type { Manifest } from "../manifest.ts";
import { goUrlText } from "../scalars/go-url-text.ts";
import type { Defaults } from "./context.ts";
import { withNamespace, withSpec } from "./references.ts";

/** EventType: the reference's namespace; v1beta3 is rewritten by way of v1beta2 (eventing.md §4.8). */
export const defaultEventType: Defaults = (manifest) => {
  const named = withSpec(manifest, { reference: withNamespace(manifest.spec?.reference, manifest) });
  return manifest.apiVersion.endsWith("/v1beta3") ? withCoreAttributes(named) : named;
};

/** The attributes that survive storage as v1beta2, in the order Knative writes them; everything else is lost. */
function withCoreAttributes(manifest: Manifest): Manifest {
  const given = new Map<string, string>();
  for (const attribute of attributesOf(manifest)) {
    if (typeof attribute.name === "string") given.set(attribute.name, text(attribute.value));
  }
  const source = given.get("source") ?? "";
  const schema = given.get("schemadata") ?? "";
  const attributes = [
    { name: "specversion", required: true },
    { name: "id", required: true },
    { name: "type", required: true, ...valueOf(given.get("type") ?? "") },
    { name: "source", required: true, ...valueOf(source === "" ? "" : goUrlText(source)) },
    ...(schema === "" ? [] : [{ name: "schemadata", required: false, value: goUrlText(schema) }]),
  ];
  return { ...manifest, spec: { ...manifest.spec, attributes } };
}

function attributesOf(manifest: Manifest): readonly Readonly<Record<string, unknown>>[] {
  const list: unknown = manifest.spec?.attributes;
  return Array.isArray(list) ? list.filter(isObject) : [];
}

function valueOf(value: string): { readonly value?: string } {
  return value === "" ? {} : { value };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
