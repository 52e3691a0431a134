import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments, stringify } from "yaml";
import { app, project, sluice, YAML } from "./harness.ts";

describe("sluice check", () => {
  it("finds nothing wrong with YAML that is right", async () => {
    expect(await sluice(project({ "manifests/shop.yaml": YAML }), "check", "manifests")).toEqual({
      code: 0,
      stdout: "",
      stderr: "4 objects checked: nothing wrong.\n",
    });
  });

  it("names file, line, what is wrong and the mend, for every fault at once", async () => {
    const folder = project({
      "manifests/shop.yaml": YAML.replace("broker: default", "broker: defualt"),
      "manifests/syntax.yaml": "a: b: c\n",
      "manifests/chart/extra.yaml": "hello: world\n",
      "manifests/kind.yml": "apiVersion: eventing.knative.dev/v1\nkind: Brokre\nmetadata: { name: x }\n",
    });
    const { code, stdout, stderr } = await sluice(folder, "check", "manifests");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatchInlineSnapshot(`
      "error not-kubernetes   manifests/chart/extra.yaml:1:1
        This document has no apiVersion and no kind, so it is not a Kubernetes object.
        Write apiVersion and kind as text at its top, or leave this file out.

      error yaml-syntax   manifests/syntax.yaml:1:4
        This is not YAML: Nested mappings are not allowed in compact mappings.
        Quote the text if it holds a colon followed by a blank, or put the nested mapping on lines of its own.

      error unknown-kind   Brokre x  kind   manifests/kind.yml:2:1
        eventing.knative.dev/v1 has no kind "Brokre".
        Did you mean "Broker"?

      error dangling-reference   Trigger shop/orders  spec.broker   manifests/shop.yaml:16:3
        This names Broker "defualt" in namespace "shop", which is neither among these manifests nor declared external.
        Did you mean "default"? If it lives elsewhere, declare it in the annotation sluice.dev/external.
        note: While it does not resolve, senders hear success and nobody gets the event.
      5 objects checked: 4 errors.
      "
    `);
  });

  it("explains a rule with its page, and names the nearest where there is none of that code", async () => {
    const page = readFileSync("docs/rules/event-loop.md", "utf8");
    const folder = project({});
    expect(await sluice(folder, "check", "--explain", "event-loop")).toEqual({ code: 0, stdout: page, stderr: "" });
    expect(await sluice(folder, "check", "--explain", "event-lop")).toEqual({
      code: 2,
      stdout: "",
      stderr: 'sluice: No rule has the code "event-lop".\n  Did you mean "event-loop"?\n',
    });
  });

  it("gives what is not acknowledged as SARIF, or as commands of a GitHub workflow", async () => {
    const folder = project({ "shop.yaml": YAML.replace("broker: default", "broker: defualt") });
    const sarif = await sluice(folder, "check", "shop.yaml", "--format", "sarif");
    expect([sarif.code, sarif.stderr]).toEqual([1, ""]);
    expect(JSON.parse(sarif.stdout)).toMatchObject({
      version: "2.1.0",
      runs: [{ results: [{ ruleId: "dangling-reference", level: "error" }] }],
    });
    const github = await sluice(folder, "check", "shop.yaml", "--format", "github");
    expect([github.code, github.stderr]).toEqual([1, ""]);
    expect(github.stdout).toMatch(
      /^::error file=shop\.yaml,line=16,col=3,title=dangling-reference::Trigger shop\/orders/,
    );
  });

  it("says what may not change of the objects that are there, and what it loses to make them anew", async () => {
    const folder = project({
      "shop.yaml": YAML,
      "released/shop.yaml": YAML.replace("broker: default", "broker: old"),
    });
    const { code, stdout, stderr } = await sluice(folder, "check", "shop.yaml", "--against", "released");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(`error immutable-field   Trigger shop/orders  spec.broker   shop.yaml:16:3
  spec.broker is "old" in the cluster and would become "default", which is not allowed once the object exists.
  Put "old" back. Or delete Trigger "orders" and apply it again, or give it another name.
  note: The old value stands at released/shop.yaml:16.
  note: Deleting it loses the retries under way, and every event that arrives at the Broker until the new one is ready.
`);
    expect((await sluice(folder, "check", "shop.yaml", "--against", "shop.yaml")).code).toBe(0);
    expect(await sluice(folder, "check", "shop.yaml", "--against", "nowhere")).toEqual({
      code: 2,
      stdout: "",
      stderr: 'sluice: There is no file or folder "nowhere".\n',
    });
  });

  it("refuses a file that is no UTF-8, as the cluster does", async () => {
    const folder = project({});
    writeFileSync(join(folder, "latin.yaml"), Buffer.concat([Buffer.from(`${YAML}# caf`), Buffer.from([0xe9, 0x0a])]));
    expect(await sluice(folder, "check", "latin.yaml")).toEqual({
      code: 2,
      stdout: "",
      stderr: 'sluice: "latin.yaml" is no UTF-8.\n  Save it as UTF-8, and run the command again.\n',
    });
  });

  it("gives the findings as JSON on stdout and nothing on stderr", async () => {
    const folder = project({ "shop.yaml": YAML.replace("broker: default", "broker: defualt") });
    const { code, stdout, stderr } = await sluice(folder, "check", "shop.yaml", "--format", "json");
    expect([code, stderr]).toEqual([1, ""]);
    expect(JSON.parse(stdout)).toMatchObject({
      diagnostics: [
        {
          code: "dangling-reference",
          severity: "error",
          at: { file: "shop.yaml", line: 16, column: 3 },
          object: { kind: "Trigger", namespace: "shop", name: "orders" },
          field: "spec.broker",
        },
      ],
    });
  });

  it("does not fail for a warning", async () => {
    const folder = project({ "shop.yaml": YAML.replace(/ {4}deadLetterSink:\n.*\n/, "") });
    const { code, stderr } = await sluice(folder, "check", ".");
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning no-failure-path /m);
    expect(stderr).toMatch(/4 objects checked: 1 warning\.\n$/);
  });

  it("checks an app, and names the construct and the line that made the object", async () => {
    const folder = project({
      ...app(),
      "main.ts": (app()["main.ts"] ?? "").replace("report.to(runner).to(charter)", "report.to(runner)"),
    });
    const { code, stdout, stderr } = await sluice(folder, "check");
    expect([code, stdout]).toEqual([0, ""]);
    expect(stderr).toMatchInlineSnapshot(`
      "warning reply-nobody-receives   reports/query-runner  metadata.annotations[sluice.dev/replies]   main.ts:7:16
        Service reports-query-runner replies "dev.reports.query.completed.v1" into Broker reports-daily-broker, where no Trigger takes it: it is dropped.
        Add a Trigger or a reply target that takes it, or take it out of what Service reports-query-runner replies. To drop it on purpose, write sluice.dev/discards: dev.reports.query.completed.v1 on Trigger reports-daily-query-runner.
        note: Service reports-chart-creator accepts it, and nothing delivers to that.
      8 objects checked: 1 warning.
      "
    `);
  });

  it("checks what another command writes, too", async () => {
    const folder = project({
      "cdk8s.yaml": `app: cp shop.yaml "$CDK8S_OUTDIR"\n`,
      "shop.yaml": YAML.replace("broker: default", "broker: defualt"),
    });
    const { code, stderr } = await sluice(folder, "check");
    expect(code).toBe(1);
    expect(stderr).toContain("error dangling-reference   Trigger shop/orders  spec.broker   shop.yaml:16:3");
  });

  it("takes what sluice.yaml says of the cluster, and its faults are findings", async () => {
    const folder = project({ "shop.yaml": YAML, "sluice.yaml": "knative: 1.23\nprofil: production\n" });
    const { code, stderr } = await sluice(folder, "check", "shop.yaml");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error \S+ .*sluice\.yaml:2:1$/m);
  });

  it.each([
    ["a path that is missing", ["nowhere"], 'sluice: There is no file or folder "nowhere".\n'],
    ["a folder without YAML", ["empty"], 'sluice: There is no YAML file in "empty".\n'],
  ])("refuses %s", async (_, paths, stderr) => {
    const folder = project({ "empty/readme.md": "nothing here\n" });
    expect(await sluice(folder, "check", ...paths)).toEqual({ code: 2, stdout: "", stderr });
  });
});

interface Finding {
  readonly code: string;
  readonly object?: { readonly name: string };
  readonly field?: string;
}

describe("sluice check on the daily report, from which something is taken", () => {
  const example = resolve("examples/daily-report");
  const documents = (): Record<string, unknown>[] =>
    parseAllDocuments(readFileSync(resolve(example, "expected/daily-report.k8s.yaml"), "utf8")).map(
      (document) => document.toJS() as Record<string, unknown>,
    );
  const named = (kind: string, name: string) => (object: Record<string, unknown>) =>
    object["kind"] === kind && (object["metadata"] as { readonly name: string }).name.startsWith(name);
  const without = (kind: string, name: string) => documents().filter((object) => !named(kind, name)(object));

  function changed(kind: string, name: string, path: readonly string[]): readonly Record<string, unknown>[] {
    const all = documents();
    let at: unknown = all.find(named(kind, name));
    for (const key of path.slice(0, -1)) at = Reflect.get(at as object, key);
    Reflect.deleteProperty(at as object, path.at(-1) ?? "");
    return all;
  }

  it.each<[string, () => readonly Record<string, unknown>[], readonly Finding[]]>([
    ["nothing", documents, []],
    [
      "an event type",
      () => without("EventType", "daily-report-reports-broker-dev-knative-samples-querycompleted"),
      [
        {
          code: "missing-event-type",
          object: { name: "daily-report-query-runner" },
          field: "metadata.annotations[sluice.dev/replies]",
        },
      ],
    ],
    [
      "what a step replies",
      () => changed("Service", "daily-report-query-runner", ["metadata", "annotations", "sluice.dev/replies"]),
      [
        {
          code: "half-stated-contract",
          object: { name: "daily-report-query-runner" },
          field: "metadata.annotations[sluice.dev/replies]",
        },
      ],
    ],
    [
      "the Trigger that takes a reply",
      () => without("Trigger", "daily-report-reports-chart-creator"),
      [
        {
          code: "reply-nobody-receives",
          object: { name: "daily-report-query-runner" },
          field: "metadata.annotations[sluice.dev/replies]",
        },
      ],
    ],
    [
      "a dead-letter sink",
      () => changed("Broker", "daily-report-reports-broker", ["spec", "delivery", "deadLetterSink"]),
      [
        {
          code: "no-failure-path",
          object: { name: "daily-report-reports-broker" },
          field: "spec.delivery.deadLetterSink",
        },
      ],
    ],
    [
      "the Service behind a Trigger",
      () => without("Service", "daily-report-notifier"),
      [
        {
          code: "dangling-reference",
          object: { name: "daily-report-mails-notifier" },
          field: "spec.subscriber.ref",
        },
      ],
    ],
  ])("names exactly that place: %s", async (_, objects, expected) => {
    const folder = project({
      "app/app.yaml": objects()
        .map((object) => stringify(object))
        .join("---\n"),
      "sluice.yaml": readFileSync(resolve(example, "sluice.yaml"), "utf8"),
    });
    const { stdout } = await sluice(folder, "check", "app", "--format", "json");
    const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly Finding[] };
    expect(diagnostics.map(({ code, object, field }) => ({ code, object: { name: object?.name }, field }))).toEqual(
      expected,
    );
  });
});
