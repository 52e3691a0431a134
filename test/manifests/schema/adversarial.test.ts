import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Manifest } from "../../../src/manifests/manifest.ts";
import { type SchemaFault, validateSchema } from "../../../src/manifests/schema/index.ts";

function trigger(spec: unknown, rest: Record<string, unknown> = {}): Manifest {
  const manifest: Record<string, unknown> = {
    apiVersion: "eventing.knative.dev/v1",
    kind: "Trigger",
    metadata: { name: "t" },
    spec,
    ...rest,
  };
  return manifest as Manifest;
}

function codes(faults: readonly SchemaFault[]): readonly string[] {
  return [...new Set(faults.map(({ code }) => code))];
}

describe("validateSchema against input that means harm", () => {
  it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
    "treats %s as the unknown field it is",
    (name) => {
      const spec: unknown = JSON.parse(`{"subscriber":{"uri":"http://a",${JSON.stringify(name)}:{"polluted":true}}}`);
      expect(validateSchema(trigger(spec)).map(({ code, field }) => [code, field])).toEqual([
        ["unknown-field", `spec.subscriber.${name}`],
      ]);
      expect("polluted" in {}).toBe(false);
    },
  );

  it("stops at a value that contains itself", () => {
    const filter: { not?: unknown; all?: unknown } = {};
    filter.not = filter;
    filter.all = [filter, filter];
    expect(validateSchema(trigger({ filters: [filter] }))).toEqual([
      {
        code: "too-large",
        stage: "decode",
        severity: "error",
        field: expect.stringMatching(/^spec\.filters\[0\](\.not)+$/) as string,
        message: "This object is larger or more deeply nested than any cluster takes; the rest of it was not read.",
        mend: "Make it smaller. If it was built in code, look for a value that contains itself.",
      },
    ]);
  });

  it("stops at aliases that multiply", () => {
    let filter: unknown = { exact: { type: "a" } };
    for (let level = 0; level < 60; level += 1) filter = { all: [filter, filter] };
    expect(codes(validateSchema(trigger({ filters: [filter] })))).toEqual(["too-large"]);
  });

  it("survives nesting deeper than the stack", () => {
    let filter: unknown = {};
    for (let level = 0; level < 100_000; level += 1) filter = { not: filter };
    expect(codes(validateSchema(trigger({ filters: [filter] })))).toEqual(["too-large"]);
    let anything: unknown = {};
    for (let level = 0; level < 100_000; level += 1) anything = [anything];
    expect(codes(validateSchema(trigger({ broker: anything })))).toEqual(["wrong-type"]);
  });

  it("lists a hundred faults of a huge list and no more", () => {
    const faults = validateSchema(trigger({ filters: Array.from({ length: 200_000 }, () => 5) }));
    expect(faults).toHaveLength(101);
    expect(faults.at(-1)).toEqual({
      code: "more-faults",
      stage: "decode",
      severity: "error",
      field: "spec.filters[99]",
      message: "This object has more than 100 faults of structure; the rest is not listed.",
    });
  });

  it("does not read a quantity of a million digits", () => {
    const manifest: Manifest = {
      apiVersion: "serving.knative.dev/v1",
      kind: "Service",
      metadata: { name: "s" },
      spec: {
        template: { spec: { containers: [{ image: "i", resources: { limits: { cpu: "9".repeat(1_000_000) } } }] } },
      },
    };
    expect(codes(validateSchema(manifest))).toEqual(["unreadable-quantity"]);
  });

  it("never throws, and says the same twice", () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withSparseArray: true }),
        (value) => {
          const manifest = trigger(value, { metadata: value, status: value, [String(value?.constructor)]: value });
          expect(validateSchema(manifest)).toEqual(validateSchema(manifest));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("is linear: ten thousand Triggers in a second", () => {
    const filters = [{ all: [{ exact: { type: "a" } }, { prefix: { source: "b" } }] }];
    const manifests = Array.from({ length: 10_000 }, (_, index) =>
      trigger({ broker: `b${index}`, filters, subscriber: { ref: { apiVersion: "v1", kind: "Service", name: "s" } } }),
    );
    const start = performance.now();
    expect(manifests.flatMap(validateSchema)).toEqual([]);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
