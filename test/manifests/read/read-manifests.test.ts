import { describe, expect, it, vi } from "vitest";
import { readManifests } from "../../../src/manifests/index.ts";

const read = (text: string, path = "app.yaml") => readManifests([{ path, text }]);

const broker = (name: string) => `apiVersion: eventing.knative.dev/v1\nkind: Broker\nmetadata: { name: ${name} }\n`;

describe("what is read", () => {
  it("reads every document of a stream, across files, in order", () => {
    const { manifests, diagnostics } = readManifests([
      { path: "a.yaml", text: `${broker("one")}---\n---\n${broker("two")}` },
      { path: "b.json", text: '{\n\t"apiVersion": "v1", "kind": "ConfigMap",\n\t"metadata": {"name": "three"}\n}' },
    ]);
    expect(diagnostics).toEqual([]);
    expect(manifests.map(({ manifest, place }) => [manifest.metadata.name, place])).toEqual([
      ["one", { file: "a.yaml", line: 1, column: 1 }],
      ["two", { file: "a.yaml", line: 6, column: 1 }],
      ["three", { file: "b.json", line: 1, column: 1 }],
    ]);
  });

  it("flattens Lists, and places each item", () => {
    const { manifests } = read(
      "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: A\n  metadata: { name: a }\n- apiVersion: v1\n  kind: B\n  metadata:\n    name: b\n",
    );
    expect(manifests.map(({ manifest, placeOf }) => [manifest.kind, placeOf("metadata.name")])).toEqual([
      ["A", { file: "app.yaml", line: 6, column: 15 }],
      ["B", { file: "app.yaml", line: 10, column: 5 }],
    ]);
  });

  it("flattens a list of one kind, whose items need not say which", () => {
    const { manifests, diagnostics } = read(
      "apiVersion: eventing.knative.dev/v1\nkind: BrokerList\nmetadata: { resourceVersion: '' }\nitems:\n- metadata: { name: a }\n- apiVersion: v1\n  kind: B\n  metadata: { name: b }\n",
    );
    expect([diagnostics, ...manifests.map(({ manifest, place }) => [manifest, place.line])]).toEqual([
      [],
      [{ apiVersion: "eventing.knative.dev/v1", kind: "Broker", metadata: { name: "a" } }, 5],
      [{ apiVersion: "v1", kind: "B", metadata: { name: "b" } }, 6],
    ]);
  });

  it("writes anchors and merge keys out", () => {
    const { manifests } = read(
      `${broker("a")}spec: &spec\n  delivery: &d { retry: 3 }\n---\n${broker("b")}x: &d { retry: 4 }\nspec:\n  delivery:\n    <<: *d\n    format: json\n`,
    );
    expect(manifests.map(({ manifest }) => manifest.spec)).toEqual([
      { delivery: { retry: 3 } },
      { delivery: { retry: 4, format: "json" } },
    ]);
  });

  it("takes a byte order mark and Windows line ends, and still counts right", () => {
    const [first] = read(`\uFEFF${broker("a").replaceAll("\n", "\r\n")}spec:\r\n  config: {}\r\n`).manifests;
    expect([first?.place, first?.placeOf("spec.config")]).toEqual([
      { file: "app.yaml", line: 1, column: 1 },
      { file: "app.yaml", line: 5, column: 3 },
    ]);
  });

  it("reads scalars as Kubernetes does: yes is true, dates and times are text", () => {
    const { manifests } = read(`${broker("a")}spec: { a: yes, b: 2020-01-01, c: 12:30, d: "no", e: 1e3, f: 0x10 }\n`);
    expect(manifests[0]?.manifest.spec).toEqual({ a: true, b: "2020-01-01", c: "12:30", d: "no", e: 1000, f: 16 });
  });

  it("passes kinds nobody knows as they are, and gives every object metadata", () => {
    const { manifests, diagnostics } = read("apiVersion: example.com/v1\nkind: Whatever\n");
    expect(diagnostics).toEqual([]);
    expect(manifests[0]?.manifest).toEqual({ apiVersion: "example.com/v1", kind: "Whatever", metadata: {} });
  });
});

describe("quoted text over several lines", () => {
  it("may begin its lines with tabs, as Kubernetes reads it", () => {
    const { manifests, diagnostics } = read(`${broker("a")}spec:\n  data: '{\n\t"count": 2\n\t}'\n  after: 1\n`);
    expect(diagnostics).toEqual([]);
    expect(manifests[0]?.manifest.spec).toEqual({ data: '{ "count": 2 }', after: 1 });
    expect(manifests[0]?.placeOf("spec.after")).toEqual({ file: "app.yaml", line: 8, column: 3 });
  });

  it("may end further left than its key", () => {
    const { manifests, diagnostics } = read(`${broker("a")}spec:\n  data: "{\n\\"a\\": 1\n}"\n  more: '\nx'\n`);
    expect(diagnostics).toEqual([]);
    expect(manifests[0]?.manifest.spec).toEqual({ data: '{ "a": 1 }', more: " x" });
  });

  it("is an error when it never ends", () => {
    expect(read(`${broker("a")}spec:\n  data: 'a\n\tb\n`).diagnostics).toMatchObject([
      {
        code: "yaml-syntax",
        at: { line: 7 },
        mend: "Add the missing character: a closing quote or bracket, or the colon after a key.",
      },
    ]);
  });
});

describe("what cannot be read", () => {
  it("names line, column and mend of a syntax error, and reads the other documents", () => {
    const { manifests, diagnostics } = read(`${broker("a")}---\nkind: Broker\n\tmetadata: {}\n---\n${broker("b")}`);
    expect(manifests.map(({ manifest }) => manifest.metadata.name)).toEqual(["a", "b"]);
    expect(diagnostics).toEqual([
      {
        code: "yaml-syntax",
        severity: "error",
        at: { file: "app.yaml", line: 6, column: 1 },
        message: "This is not YAML: Tabs are not allowed as indentation.",
        mend: "Indent with blanks; YAML allows no tabs there.",
      },
    ]);
  });

  it("reports a key that is written twice, and checks the rest", () => {
    const { manifests, diagnostics } = read("apiVersion: v1\nkind: A\nmetadata:\n  name: a\n  name: b\n");
    expect(manifests[0]?.manifest.metadata).toEqual({ name: "b" });
    expect(diagnostics).toEqual([
      {
        code: "duplicate-key",
        severity: "error",
        at: { file: "app.yaml", line: 5, column: 3 },
        message: 'The key "name" is written twice in one mapping; the last one counts.',
        mend: "Remove one of the two, or join what they hold.",
      },
    ]);
  });

  it.each([
    ["just text", "This document is text, not a Kubernetes object."],
    ["- a\n- b", "This document is a list, not a Kubernetes object."],
    ["42", "This document is a number, not a Kubernetes object."],
    ["name: x", "This document has no apiVersion and no kind, so it is not a Kubernetes object."],
    ["apiVersion: v1\nkind: 5", "This document has no kind, so it is not a Kubernetes object."],
    ["apiVersion: v1\nkind: A\nmetadata: x", "The metadata of this A is text, not an object."],
  ])("says that %j is no Kubernetes object", (text, message) => {
    const { manifests, diagnostics } = read(text, "other.yaml");
    expect(manifests).toEqual([]);
    expect(diagnostics.map((found) => [found.code, found.at, found.message])).toEqual([
      ["not-kubernetes", { file: "other.yaml", line: 1, column: 1 }, message],
    ]);
  });

  it("names Helm templates and Kustomize files, and skips them", () => {
    const { manifests, diagnostics } = readManifests([
      { path: "templates/broker.yaml", text: `${broker("{{ .Values.name }}")}` },
      { path: "templates/if.yaml", text: `{{- if eq 1 1 }}\n${broker("a")}{{- end }}\n` },
      { path: "base/kustomization.yaml", text: "resources: [a.yaml]\n" },
      { path: "Chart.yaml", text: "apiVersion: v2\nname: shop\nversion: 1.0.0\n" },
      { path: "values-prod.yaml", text: "broker: shop\nimage: { tag: 1 }\n" },
      {
        path: "patch.yaml",
        text: "# the production Broker\n- op: replace\n  path: /spec/delivery/retry\n  value: 5\n",
      },
    ]);
    expect(manifests).toEqual([]);
    expect(diagnostics.map(({ code, severity, at }) => [code, severity, at])).toEqual([
      ["helm-template-skipped", "warning", { file: "templates/broker.yaml", line: 3 }],
      ["helm-template-skipped", "warning", { file: "templates/if.yaml", line: 1 }],
      ["kustomize-skipped", "warning", { file: "base/kustomization.yaml", line: 1 }],
      ["helm-template-skipped", "warning", { file: "Chart.yaml", line: 1 }],
      ["helm-template-skipped", "warning", { file: "values-prod.yaml", line: 1 }],
      ["kustomize-skipped", "warning", { file: "patch.yaml", line: 1 }],
    ]);
  });

  it("keeps an object in a file that is called like one of Helm's", () => {
    const { manifests, diagnostics } = read(broker("a"), "values.yaml");
    expect([manifests.length, diagnostics]).toEqual([1, []]);
  });

  it("keeps a ConfigMap whose value is a Go template of Knative's own", () => {
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: config-network }\ndata:\n  domain-template: "{{.Name}}.{{.Namespace}}.{{.Domain}}"\n`;
    expect(read(text)).toMatchObject({ manifests: [{ manifest: { kind: "ConfigMap" } }], diagnostics: [] });
  });
});

describe("hostile files", () => {
  it.each([
    ["brackets", "[".repeat(100_000)],
    ["balanced brackets", `a: ${"[".repeat(5_000)}${"]".repeat(5_000)}`],
    ["indentation", Array.from({ length: 1_000 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
  ])("refuses endless nesting of %s", (_name, text) => {
    expect(read(text).diagnostics.map(({ code }) => code)).toEqual(["yaml-too-deep"]);
  });

  it("refuses a bomb of aliases without writing it out", () => {
    const bomb = ["a: &a [x,x,x,x,x,x,x,x,x]"];
    for (const [index, name] of "bcdefghij".split("").entries()) {
      bomb.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${"abcdefghij"[index] ?? ""}`).join(",")}]`);
    }
    expect(read(bomb.join("\n")).diagnostics.map(({ code }) => code)).toEqual(["yaml-alias-bomb"]);
  });

  it("refuses an alias of nothing", () => {
    expect(read("a: *b").diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ["yaml-syntax", "This is not YAML: Unresolved alias (the anchor must be set before the alias): b."],
    ]);
  });

  it("refuses an object inside itself", () => {
    expect(read("a: &a\n  b: *a\n").diagnostics.map(({ code }) => code)).toEqual(["yaml-alias-bomb"]);
  });

  it("reads ten megabytes", () => {
    const documents = Array.from(
      { length: 10 },
      (_, index) => `${broker(`b${index}`)}data: "${"x".repeat(1_000_000)}"\n`,
    );
    expect(read(documents.join("---\n")).manifests).toHaveLength(10);
  });

  it("tells a merge of something that is no mapping, at its place", () => {
    const { manifests, diagnostics } = readManifests([{ path: "app.yaml", text: 'kind: Broker\n"": {[{<<}]}\n' }]);
    expect(manifests).toEqual([]);
    expect(diagnostics).toEqual([
      {
        code: "yaml-syntax",
        severity: "error",
        at: { file: "app.yaml", line: 2, column: 8 },
        message: "This is not YAML: the key << merges something that is no mapping.",
        mend: "Merge the alias of a mapping or a list of such aliases, or quote the key if << is its name.",
      },
    ]);
  });

  it("lets no key that is a collection warn on the process", () => {
    const warnings = vi.spyOn(process, "emitWarning");
    readManifests([{ path: "app.yaml", text: "? [a, b]\n: 1\n" }]);
    expect(warnings.mock.calls).toEqual([]);
    warnings.mockRestore();
  });
});
