import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { admit, applyDefaults, DEFAULT_SETTINGS, type Manifest } from "../../../src/manifests/index.ts";
import { KINDS } from "../../../src/manifests/kinds/registry.ts";

/** Names that rules look for, so that random objects get below the surface. */
const field = fc.constantFrom(
  "annotations",
  "any",
  "backoffDelay",
  "branches",
  "broker",
  "ceOverrides",
  "channel",
  "channelTemplate",
  "containers",
  "deadLetterSink",
  "delivery",
  "emptyDir",
  "env",
  "exact",
  "extensions",
  "filter",
  "filters",
  "from",
  "image",
  "kind",
  "metadata",
  "name",
  "not",
  "percent",
  "ports",
  "readinessProbe",
  "ref",
  "resources",
  "retry",
  "schedule",
  "selector",
  "sink",
  "spec",
  "steps",
  "subject",
  "subscriber",
  "tag",
  "template",
  "to",
  "traffic",
  "uri",
  "volumes",
  "volumeMounts",
  "__proto__",
  "constructor",
  "toString",
);
const { value } = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.string(),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom("PT1S", "-", "%zz", "a/b/c"),
  ),
  value: fc.oneof(
    { depthSize: "medium", withCrossShrink: true },
    tie("leaf"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(field, tie("value"), { maxKeys: 4 }),
  ),
}));
const object = fc.dictionary(field, value, { maxKeys: 5 });
const manifest = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    // Versions that nobody serves have no schema, so that rules meet whatever stands there.
    version: fc.constantFrom(undefined, "v1alpha1", "v1beta1", "constructor"),
    name: fc.constantFrom(undefined, "toString", "__proto__"),
    metadata: object,
    spec: fc.oneof(object, value),
  })
  .map(({ kind, version, name, metadata, spec }) => {
    const built: Readonly<Record<string, unknown>> = {
      apiVersion: `${kind.group}/${version ?? kind.versions[0] ?? "v1"}`,
      kind: name ?? kind.kind,
      metadata,
      spec,
    };
    return built as Manifest;
  });

describe("whatever a manifest holds", () => {
  it("is judged without throwing, and left as it was", () => {
    fc.assert(
      fc.property(manifest, (given) => {
        const before = JSON.stringify(given);
        const place = { file: "a.yaml" };
        const found = admit([{ manifest: given, place, placeOf: () => place }], DEFAULT_SETTINGS);
        expect(found.every(({ message }) => message.length > 0)).toBe(true);
        expect(JSON.stringify(given)).toBe(before);
      }),
      { numRuns: 1_000 },
    );
  });

  it("is defaulted to something that defaulting leaves alone", () => {
    fc.assert(
      fc.property(manifest, (given) => {
        const once = applyDefaults(given, DEFAULT_SETTINGS);
        expect(applyDefaults(once, DEFAULT_SETTINGS)).toEqual(once);
      }),
      { numRuns: 500 },
    );
  });
});
