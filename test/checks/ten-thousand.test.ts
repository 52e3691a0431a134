import { describe, expect, it } from "vitest";
import { checkGraph } from "../../src/checks/check-graph.ts";
import { buildGraph } from "../../src/graph/index.ts";
import type { SourcedManifest } from "../../src/manifests/manifest.ts";
import { DEFAULT_SETTINGS } from "../../src/manifests/settings.ts";
import { sourced } from "../graph/manifests.ts";

const TRIGGERS = 10_000;
const SERVICES = 1000;
const broker = { ref: { apiVersion: "eventing.knative.dev/v1", kind: "Broker", name: "b" } };
const service = (index: number) => ({
  ref: { apiVersion: "serving.knative.dev/v1", kind: "Service", name: `s${index}` },
});

/** A chain of types through ten thousand Triggers on one Broker; a service takes every thousandth. */
function chain(unfiltered: number): readonly SourcedManifest[] {
  const steps = Array.from({ length: SERVICES }, (_, index) => {
    const types = Array.from({ length: TRIGGERS / SERVICES }, (__, turn) => index + turn * SERVICES);
    const replies = types.filter((type) => type + 1 < TRIGGERS).map((type) => `t${type + 1}`);
    const annotations = {
      "sluice.dev/accepts": types.map((type) => `t${type}`).join(","),
      "sluice.dev/replies": replies.join(","),
    };
    return sourced({
      apiVersion: "serving.knative.dev/v1",
      kind: "Service",
      metadata: { name: `s${index}`, annotations },
    });
  });
  const triggers = Array.from({ length: TRIGGERS }, (_, index) =>
    sourced({
      apiVersion: "eventing.knative.dev/v1",
      kind: "Trigger",
      metadata: { name: `t${index}` },
      spec: {
        broker: "b",
        ...(index < unfiltered ? {} : { filter: { attributes: { type: `t${index}` } } }),
        subscriber: service(index % SERVICES),
      },
    }),
  );
  return [
    sourced({
      apiVersion: "eventing.knative.dev/v1",
      kind: "Broker",
      metadata: { name: "b" },
      spec: { delivery: { retry: 0, deadLetterSink: { uri: "http://dead.example.com" } } },
    }),
    sourced({
      apiVersion: "sources.knative.dev/v1",
      kind: "ContainerSource",
      metadata: { name: "src", annotations: { "sluice.dev/emits": "t0" } },
      spec: { sink: broker },
    }),
    ...steps,
    ...triggers,
  ];
}

describe("ten thousand Triggers on one Broker", () => {
  it("are checked in seconds on a busy machine, filtered or not", { timeout: 30_000 }, () => {
    const codes = (manifests: readonly SourcedManifest[]): readonly string[] =>
      checkGraph(buildGraph(manifests, DEFAULT_SETTINGS), DEFAULT_SETTINGS).map(({ code }) => code);
    // A service answers each of its types with what follows any of them, so the chain bites its own tail.
    expect(codes(chain(0))).toEqual(["event-loop"]);
    const unfiltered = codes(chain(TRIGGERS));
    expect(unfiltered.filter((code) => code === "type-mismatch")).toHaveLength(TRIGGERS);
  });
});
