import { expect, test } from "vitest";
import { formatAppFile, manifestHash, parseAppFile, withAppFile } from "../../src/manifests/app-file.ts";
import type { LocalService, Manifest, SourcedManifest } from "../../src/manifests/manifest.ts";

const broker: Manifest = {
  apiVersion: "eventing.knative.dev/v1",
  kind: "Broker",
  metadata: { name: "orders", namespace: "shop" },
  spec: { delivery: { retry: 1 } },
};
const service: Manifest = { apiVersion: "serving.knative.dev/v1", kind: "Service", metadata: { name: "charge" } };

function sourced(manifest: Manifest, construct: string, line: number, local?: LocalService): SourcedManifest {
  const place = { construct, file: "main.ts", line, column: 3 };
  return { manifest, place, placeOf: () => place, ...(local === undefined ? {} : { local }) };
}

function fromYaml(manifest: Manifest): SourcedManifest {
  const place = { file: "dist/shop.k8s.yaml", line: 1 };
  return { manifest, place, placeOf: (field) => ({ ...place, line: field === "spec" ? 5 : 1 }) };
}

const app = [
  sourced(broker, "shop/orders", 4),
  sourced(service, "shop/charge", 5, { command: "go", args: ["run", "."], cwd: "charge", env: { A: "b" } }),
];

test("keeps construct, source line and local of every object, by group, kind, namespace and name", () => {
  const text = formatAppFile(app);
  expect(parseAppFile(text)).toEqual({
    diagnostics: [],
    entries: new Map([
      ["eventing.knative.dev/Broker/shop/orders", { hash: manifestHash(broker), place: app[0]?.place }],
      [
        "serving.knative.dev/Service/default/charge",
        { hash: manifestHash(service), place: app[1]?.place, local: app[1]?.local },
      ],
    ]),
  });
});

test("writes the same bytes for the same app, one line an object", () => {
  expect(formatAppFile(app)).toBe(formatAppFile([...app]));
  expect(formatAppFile(app).split("\n")).toHaveLength(8);
  expect(parseAppFile(formatAppFile([]))).toEqual({ diagnostics: [], entries: new Map() });
});

test("knows an object again when its keys stand in another order, in another version of its API", () => {
  const { entries } = parseAppFile(formatAppFile(app));
  const again: Manifest = {
    kind: "Broker",
    spec: { delivery: { retry: 1 } },
    metadata: { namespace: "shop", name: "orders" },
    apiVersion: "eventing.knative.dev/v1",
  };
  const [known] = withAppFile([fromYaml(again)], entries);
  expect(known?.place).toEqual({ construct: "shop/orders", file: "main.ts", line: 4, column: 3 });
  expect(known?.placeOf("spec")).toEqual(known?.place);
  expect(withAppFile([fromYaml(service)], entries)[0]?.local).toEqual(app[1]?.local);
});

test("says nothing of an object that was changed since, or that the app never wrote", () => {
  const { entries } = parseAppFile(formatAppFile(app));
  const changed = fromYaml({ ...broker, spec: { delivery: { retry: 2 } } });
  const foreign = fromYaml({ ...broker, metadata: { name: "orders", namespace: "other" } });
  expect(withAppFile([changed, foreign], entries)).toEqual([changed, foreign]);
});

test("hashes what is applied: lists keep their order, absent and undefined are one", () => {
  const list = (items: readonly string[]): Manifest => ({ ...service, spec: { items } });
  expect(manifestHash(list(["a", "b"]))).not.toBe(manifestHash(list(["b", "a"])));
  expect(manifestHash({ ...service, spec: { items: ["a"], none: undefined } })).toBe(manifestHash(list(["a"])));
  expect(manifestHash({ ...service, spec: { b: 1, 10: 2, 9: 3, a: 4 } })).toBe(
    manifestHash({ ...service, spec: { a: 4, 9: 3, 10: 2, b: 1 } }),
  );
});

const warning = (message: string) => ({
  code: "broken-app-file",
  severity: "warning",
  at: { file: ".sluice/app.json" },
  message,
  mend: "Write it again with `app.synth()`, or remove it: without it constructs, source lines and `local` are unknown.",
});

test.each([
  ["half a file", '{"version": 1, "obj', "It is no JSON object."],
  ["a list", "[]", "It is no JSON object."],
  ["no version", "{}", "Its version is absent, and this Sluice reads 1."],
  ["a later version", '{"version": 2, "objects": {}}', "Its version is 2, and this Sluice reads 1."],
  ["no objects", '{"version": 1}', "Its `objects` is no JSON object."],
])("knows nothing from %s, and warns", (_name, text, message) => {
  expect(parseAppFile(text)).toEqual({ entries: new Map(), diagnostics: [warning(message)] });
});

test.each([
  ["no mapping", 1],
  ["no hash", { place: {} }],
  ["no place", { hash: "x" }],
  ["a line that is none", { hash: "x", place: { line: 0 } }],
  ["a file that is none", { hash: "x", place: { file: 1 } }],
  ["a local that says nothing", { hash: "x", place: {}, local: {} }],
  ["a local that says two things", { hash: "x", place: {}, local: { module: "a", url: "b" } }],
  ["a command that is none", { hash: "x", place: {}, local: { command: ["rm"] } }],
  ["arguments that are none", { hash: "x", place: {}, local: { command: "a", args: [1] } }],
  ["a working directory that is none", { hash: "x", place: {}, local: { command: "a", cwd: 1 } }],
  ["an environment that is none", { hash: "x", place: {}, local: { module: "a", env: { A: 1 } } }],
])("leaves out an entry with %s, and keeps the others", (_name, entry) => {
  const text = JSON.stringify({ version: 1, objects: { bad: entry, good: { hash: "y", place: {} } } });
  expect(parseAppFile(text)).toEqual({
    entries: new Map([["good", { hash: "y", place: {} }]]),
    diagnostics: [warning('Its entry "bad" is broken.')],
  });
});

test("is not confused by names that objects have of their own", () => {
  const text = '{"version": 1, "objects": {"__proto__": {"hash": "x", "place": {}}, "constructor": 1}}';
  const { entries, diagnostics } = parseAppFile(text);
  expect([...entries.keys()]).toEqual(["__proto__"]);
  expect(diagnostics).toEqual([warning('Its entry "constructor" is broken.')]);
});
