import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkGraph } from "../../src/checks/check-graph.ts";
import { buildGraph } from "../../src/graph/index.ts";
import { applyDefaults } from "../../src/manifests/defaults/apply-defaults.ts";
import { readManifests } from "../../src/manifests/read/read-manifests.ts";
import { DEFAULT_SETTINGS } from "../../src/manifests/settings.ts";

const FILE = "daily-report.k8s.yaml";
const YAML = readFileSync(new URL(`../../examples/daily-report/expected/${FILE}`, import.meta.url), "utf8");
const RUNNER = "Service/daily-report-query-runner";
const CREATOR = "Service/daily-report-chart-creator";

/** What is found in a text, as `code object field`. */
function found(text: string): readonly string[] {
  const { manifests } = readManifests([{ path: FILE, text }]);
  const defaulted = manifests.map((sourced) => ({
    ...sourced,
    manifest: applyDefaults(sourced.manifest, DEFAULT_SETTINGS),
  }));
  return checkGraph(buildGraph(defaulted, DEFAULT_SETTINGS), DEFAULT_SETTINGS).map(
    ({ code, object, field }) => `${code} ${object?.kind}/${object?.name} ${field}`,
  );
}

/** The example with one object changed, or deleted by `""`. */
function with_(kind: string, name: string | RegExp, change: (object: string) => string): string {
  const documents = YAML.split(/^---$/m);
  const named = (text: string): boolean => {
    const is = /^ {2}name: (.*)$/m.exec(text)?.[1] ?? "";
    return typeof name === "string" ? is === name : name.test(is);
  };
  const changed = documents.map((text) => (text.includes(`\nkind: ${kind}\n`) && named(text) ? change(text) : text));
  expect(changed.join("---")).not.toBe(YAML);
  return changed.filter((text) => text !== "").join("---");
}

const dropped = (): string => "";
const without =
  (pattern: RegExp) =>
  (text: string): string =>
    text.replace(pattern, "");

describe("the example", () => {
  it("has no fault", () => {
    expect(found(YAML)).toEqual([]);
  });

  it.each([
    ["querycompleted", `${RUNNER} metadata.annotations[sluice.dev/replies]`],
    ["finalized", "ContainerSource/daily-report-charts metadata.annotations[sluice.dev/emits]"],
    ["sources-ping", "PingSource/daily-report-ord metadata.annotations[sluice.dev/emits]"],
  ])("without the EventType of %s names who sends it", (type, place) => {
    expect(found(with_("EventType", new RegExp(type), dropped))).toEqual([`missing-event-type ${place}`]);
  });

  it("with an EventType's type misspelt names that EventType", () => {
    const text = with_("EventType", /querycompleted/, (object) => object.replace("completed\n", "compelted\n"));
    expect(found(text)).toEqual([
      "missing-event-type EventType/daily-report-reports-broker-dev-knative-samples-querycompleted-a3dee427 spec.type",
    ]);
  });

  it("without the line of a step's replies names that line", () => {
    const text = with_("Service", "daily-report-query-runner", without(/.*sluice\.dev\/replies:.*\n/));
    expect(found(text)).toEqual([`half-stated-contract ${RUNNER} metadata.annotations[sluice.dev/replies]`]);
  });

  it("with no type left in a step's replies names that step", () => {
    const text = with_("Service", "daily-report-query-runner", (object) =>
      object.replace(/(sluice\.dev\/replies:).*/, '$1 ""'),
    );
    expect(found(text)).toEqual([`trigger-nothing-fires ${RUNNER} metadata.annotations[sluice.dev/replies]`]);
  });

  it.each(["reports", "mails"])("without the dead-letter sink of the %s Broker names the Broker", (pipeline) => {
    const name = `daily-report-${pipeline}-broker`;
    const text = with_("Broker", name, without(/ *deadLetterSink:\n( {6}.*\n)+/));
    expect(found(text)).toEqual([`no-failure-path Broker/${name} spec.delivery.deadLetterSink`]);
  });

  it("with a misspelt filter names the filter alone", () => {
    const name = "daily-report-reports-query-runner";
    const text = with_("Trigger", name, (object) => object.replace("sources.ping", "sources.pnig"));
    expect(found(text)).toEqual([`trigger-nothing-fires Trigger/${name} spec.filter.attributes[type]`]);
  });

  it("with a misspelt reply names the reply alone", () => {
    const text = with_("Service", "daily-report-query-runner", (object) =>
      object.replace("querycompleted@", "queryCompleted@"),
    );
    expect(found(text)).toEqual([`reply-nobody-receives ${RUNNER} metadata.annotations[sluice.dev/replies]`]);
  });

  it("with a misspelt type in what a step accepts names that alone", () => {
    const text = with_("Service", "daily-report-chart-creator", (object) =>
      object.replace("querycompleted@", "queryCompleted@"),
    );
    expect(found(text)).toEqual([`type-mismatch ${CREATOR} metadata.annotations[sluice.dev/accepts]`]);
  });

  it("without a filter names the Trigger", () => {
    const name = "daily-report-reports-chart-creator";
    const text = with_("Trigger", name, without(/ {2}filter:\n( {4}.*\n)+/));
    expect(found(text)).toEqual([`type-mismatch Trigger/${name} spec.filter`]);
  });

  it("without a Trigger in the middle names what is dropped, and not what follows from it", () => {
    const text = with_("Trigger", "daily-report-reports-query-runner", dropped);
    expect(found(text)).toEqual([
      "event-nobody-receives PingSource/daily-report-ord metadata.annotations[sluice.dev/emits]",
    ]);
  });

  it("without a Service names the reference to it", () => {
    expect(found(with_("Service", "daily-report-query-runner", dropped))).toEqual([
      "dangling-reference Trigger/daily-report-reports-query-runner spec.subscriber.ref",
    ]);
  });

  it("without a Broker says once that it is missing", () => {
    expect(found(with_("Broker", "daily-report-reports-broker", dropped))).toEqual([
      "dangling-reference PingSource/daily-report-ord spec.sink.ref",
    ]);
  });
});
