import { describe, expect, it } from "vitest";
import { explainDefaults } from "../../../src/manifests/defaults/explain-defaults.ts";
import { DEFAULT_SETTINGS, type Manifest, readManifests, type Settings } from "../../../src/manifests/index.ts";
import { isObject } from "../../../src/manifests/is-object.ts";
import { KINDS } from "../../../src/manifests/kinds/registry.ts";
import { readRecording } from "../../fidelity/recordings.ts";

function explained(text: string) {
  const [first] = readManifests([{ path: "app.yaml", text }]).manifests;
  if (first === undefined) throw new Error("no object in the text");
  return explainDefaults(first.manifest, DEFAULT_SETTINGS);
}

describe("explaining defaults", () => {
  it("says who writes each field of a Broker, and that a delivery of one's own takes the retries away", () => {
    const broker = (spec: string) =>
      explained(
        `{apiVersion: eventing.knative.dev/v1, kind: Broker, metadata: {name: b, namespace: shop}, spec: ${spec}}`,
      );
    expect(broker("{}").fields).toEqual(
      [
        {
          field: "spec.config",
          origin: { by: "ConfigMap config-br-defaults, as shipped", source: "knative/eventing.md §4.1" },
        },
        {
          field: "spec.delivery",
          origin: {
            by: "ConfigMap config-br-defaults, as shipped; gone with any delivery of your own",
            source: "knative/eventing.md §4.1",
          },
        },
        {
          field: "metadata.annotations",
          origin: {
            by: "ConfigMap config-br-defaults, as shipped: the default class",
            source: "knative/eventing.md §4.1",
          },
        },
      ].sort((a, b) => order(a.field) - order(b.field)),
    );
    expect(broker("{delivery: {retry: 2}}").fields.map(({ field }) => field)).toEqual([
      "metadata.annotations",
      "spec.config",
    ]);
  });

  it("notes that PT0.25S is 200 ms", () => {
    const { notes } = explained(
      "{apiVersion: eventing.knative.dev/v1, kind: Broker, metadata: {name: b}, spec: {delivery: {retry: 1, backoffDelay: PT0.25S, timeout: PT2S}}}",
    );
    expect(notes).toEqual([
      {
        field: "spec.delivery.backoffDelay",
        message: "PT0.25S is 200 ms: Knative keeps one decimal of each field.",
        source: "knative/eventing.md §3.5",
      },
    ]);
  });

  it("tells a definition's default from what Go writes and from what is lost", () => {
    const { fields, dropped } = explained(
      "{apiVersion: sources.knative.dev/v1alpha1, kind: IntegrationSource, metadata: {name: i}, spec: {timer: {message: hi, nonsense: 1}, sink: {uri: 'http://a.example.com'}}}",
    );
    expect(fields).toEqual([
      {
        field: "spec.timer.contentType",
        origin: { by: "default of the resource's definition", source: "knative/eventing.md §1.1" },
      },
      {
        field: "spec.timer.period",
        origin: { by: "default of the resource's definition", source: "knative/eventing.md §1.1" },
      },
    ]);
    expect(dropped).toEqual([{ field: "spec.timer.nonsense", value: 1 }]);
  });

  it("says what keeps the cluster from storing the object, of the first stage that refuses it", () => {
    const broker = (version: string, delivery: string) =>
      explained(
        `{apiVersion: eventing.knative.dev/${version}, kind: Broker, metadata: {name: b}, spec: {delivery: ${delivery}}}`,
      ).refused;
    expect([broker("v1", "{retry: '5', backoffPolicy: fast}"), broker("v1", "{backoffPolicy: fast}")]).toEqual([
      [
        {
          field: "spec.delivery.retry",
          message: 'spec.delivery.retry is the text "5", but must be a whole number.',
        },
      ],
      [
        {
          field: "spec.delivery.backoffPolicy",
          message: 'backoffPolicy is "fast": only linear and exponential are known.',
        },
      ],
    ]);
    expect(broker("v1beta1", "{}")).toEqual([
      {
        field: "apiVersion",
        message: 'Broker has no version "eventing.knative.dev/v1beta1" that a cluster serves.',
      },
    ]);
    expect(broker("v1", "{retry: 5}")).toEqual([]);
  });

  it("leaves kinds that nobody here defaults as they are", () => {
    expect(explained("{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}}")).toMatchObject({
      fields: [],
      isKnown: false,
    });
  });
});

function order(field: string): number {
  return ["metadata.annotations", "spec.config", "spec.delivery"].indexOf(field);
}

describe("the table of origins", () => {
  const rows = ["admission-mutants", "admission-serving"].flatMap((name) => readRecording<Row>(name));

  it("names somebody for every default that the recordings show", () => {
    const nobody = new Set<string>();
    const kinds = new Set<string>();
    for (const { object, old, flags = {}, configMaps = {} } of rows) {
      const settings = {
        ...DEFAULT_SETTINGS,
        eventingFeatures: flags,
        servingFeatures: flags,
        servingConfigMaps: configMaps,
      };
      for (const one of [object, old].filter(isManifest)) {
        const { fields, isKnown } = explainDefaults(one, settings);
        if (isKnown) kinds.add(one.kind);
        for (const { field, origin } of fields) if (origin === undefined) nobody.add(`${one.kind} ${field}`);
      }
    }
    expect([...nobody]).toEqual([]);
    expect(kinds.size).toBeGreaterThan(20);
  });

  it("names somebody for what every other kind is given, too", () => {
    const nobody = KINDS.flatMap(({ group, kind, versions }) =>
      versions.flatMap((version) => {
        const manifest = {
          apiVersion: `${group}/${version}`,
          kind,
          metadata: { name: "a", namespace: "b" },
          spec: { sink: { ref: { apiVersion: "v1", kind: "Service", name: "s" } } },
        };
        return explainDefaults(manifest, DEFAULT_SETTINGS)
          .fields.filter(({ origin }) => origin === undefined)
          .map(({ field }) => `${kind} ${field}`);
      }),
    );
    expect(nobody).toEqual([]);
  });
});

interface Row {
  readonly object: unknown;
  readonly old?: unknown;
  readonly flags?: Readonly<Record<string, string>>;
  readonly configMaps?: Settings["servingConfigMaps"];
}

function isManifest(value: unknown): value is Manifest {
  return (
    isObject(value) &&
    typeof value.apiVersion === "string" &&
    typeof value.kind === "string" &&
    isObject(value.metadata)
  );
}
