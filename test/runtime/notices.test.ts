import { expect, it } from "vitest";
import { buildGraph } from "../../src/graph/index.ts";
import type { Manifest } from "../../src/manifests/manifest.ts";
import { DEFAULT_SETTINGS } from "../../src/manifests/settings.ts";
import { graphNotices } from "../../src/runtime/index.ts";
import { broker, brokerRef, ping, ref, service, trigger } from "./harness.ts";

function notices(manifests: readonly Manifest[]): readonly string[] {
  const place = { place: {}, placeOf: () => ({}) };
  return graphNotices(
    buildGraph(
      manifests.map((manifest) => ({ manifest, ...place })),
      DEFAULT_SETTINGS,
    ),
  );
}

it("has nothing to say of what runs as on a cluster", () => {
  expect(notices([broker("b"), service("x"), trigger("t", "b", "x"), ping("p", brokerRef("b"))])).toEqual([]);
});

it("tells where the law is only assumed", () => {
  const [first, ...others] = notices([broker("k", {}, { "eventing.knative.dev/broker.class": "Kafka" }), service("x")]);
  expect(first).toMatch(/^Broker n\/k \(of class Kafka\) runs as MTChannelBasedBroker here\./);
  expect(others).toEqual([]);
});

it("tells what can never deliver", () => {
  const muted = { ceOverrides: { extensions: { Type: "mine" } } };
  expect(
    notices([
      broker("b", { delivery: { deadLetterSink: brokerRef("b") } }),
      ping("to-broker", brokerRef("b")),
      ping("nowhere", ref("gone")),
      ping("muted", ref("x"), muted),
      service("x"),
    ]),
  ).toEqual([
    "broker b never becomes ready and answers 500: its dead-letter sink is nowhere, or leads back to it.",
    "to-broker never delivers: it has no sink that events could be sent to.",
    "nowhere never delivers: it has no sink that events could be sent to.",
    'muted never delivers: its override of "Type", a core attribute, makes every event invalid.',
  ]);
});
