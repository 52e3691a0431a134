import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../src/manifests/index.ts";
import { successorOf } from "../../src/manifests/kinds/successors.ts";
import { upgradeFiles } from "../../src/manifests/upgrade/index.ts";

const page = readFileSync(new URL("../../docs/upgrade.md", import.meta.url), "utf8");

function upgraded(text: string) {
  const [file] = upgradeFiles([{ path: "a.yaml", text }], DEFAULT_SETTINGS);
  if (file === undefined) throw new Error("no file came out");
  return file;
}

describe("docs/upgrade.md", () => {
  const examples = [...page.matchAll(/```yaml before\n([^]*?)```\n```yaml after\n([^]*?)```/g)];

  it("shows examples", () => {
    expect(examples).toHaveLength(5);
  });

  it.each(examples.map(([, before = "", after = ""]) => [before, after]))(
    "shows what becomes of %s",
    (before, after) => {
      const { text, diagnostics } = upgraded(before);
      expect([text, diagnostics]).toEqual([after, []]);
    },
  );

  it.each([...page.matchAll(/^\| `(\S+)` (\w+) \| `(\S+)` (\w+) \|$/gm)].map(([, ...cells]) => cells))(
    "says what becomes of %s %s",
    (apiVersion = "", kind = "", nowVersion = "", nowKind = "") => {
      expect(successorOf(apiVersion, kind)).toEqual({ apiVersion: nowVersion, kind: nowKind });
    },
  );

  it.each([
    ["CamelSource", "{apiVersion: sources.knative.dev/v1alpha1, kind: CamelSource, metadata: {name: a}}"],
    ["AwsSqsSource", "{apiVersion: sources.eventing.knative.dev/v1alpha1, kind: AwsSqsSource, metadata: {name: a}}"],
    [
      "ClusterChannelProvisioner",
      "{apiVersion: eventing.knative.dev/v1alpha1, kind: ClusterChannelProvisioner, metadata: {name: a}}",
    ],
    [
      "another provisioner",
      "{apiVersion: eventing.knative.dev/v1alpha1, kind: Channel, metadata: {name: a}, spec: {provisioner: {name: gcp-pubsub}}}",
    ],
    ["manual", "{apiVersion: serving.knative.dev/v1alpha1, kind: Service, metadata: {name: a}, spec: {manual: {}}}"],
    [
      "build",
      "{apiVersion: serving.knative.dev/v1alpha1, kind: Configuration, metadata: {name: a}, spec: {build: {}, revisionTemplate: {}}}",
    ],
  ])("leaves %s as it is, and says why", (_, text) => {
    const { changes, diagnostics, text: now } = upgraded(`${text}\n`);
    expect([changes, now, diagnostics.map(({ code }) => code)]).toEqual([[], `${text}\n`, ["no-upgrade"]]);
  });

  it("keeps what is served and not deprecated", () => {
    expect(successorOf("sources.knative.dev/v1beta1", "KafkaSource")).toBeUndefined();
    expect(successorOf("eventing.knative.dev/v1beta3", "EventType")).toBeUndefined();
  });
});
