import { describe, expect, it } from "vitest";
import { buildGraph, type Carried, flowTypes, type TypeFlowOptions } from "../../src/graph/index.ts";
import { DEFAULT_SETTINGS } from "../../src/manifests/settings.ts";
import { manifests } from "./manifests.ts";

interface Legs {
  readonly [name: string]: string;
}

/** What each leg delivers: its types, and a question mark where others may come. */
function legs(yaml: string, options?: TypeFlowOptions): Legs {
  const graph = buildGraph(manifests(yaml), DEFAULT_SETTINGS);
  const flow = flowTypes(graph, options);
  const text = ({ contracts, open }: Carried): string =>
    [...[...contracts.values()].map(({ type }) => type), ...(open ? ["?"] : [])].join(" ");
  return Object.fromEntries(graph.hops.map((hop) => [hop.name, text(flow.on(hop))]));
}

const BROKER = `
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: b }
`;
const source = (name: string, emits: string | undefined): string => `
---
apiVersion: sources.knative.dev/v1
kind: ContainerSource
metadata: { name: ${name}${emits === undefined ? "" : `, annotations: { sluice.dev/emits: ${emits} }`} }
spec: { sink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: b } } }
`;
const step = (name: string, type: string | undefined, contracts?: { accepts: string; replies: string }): string => `
---
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: ${name} }
spec:
  broker: b
  ${type === undefined ? "" : `filter: { attributes: { type: ${type} } }`}
  subscriber: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: ${name} } }
---
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: ${name}
  ${
    contracts === undefined
      ? ""
      : `annotations: { sluice.dev/accepts: "${contracts.accepts}", sluice.dev/replies: "${contracts.replies}" }`
  }
`;

describe("flowTypes", () => {
  it("follows replies through the Broker to the legs that wait for them", () => {
    expect(
      legs(
        BROKER +
          source("s", "a") +
          step("one", "a", { accepts: "a", replies: "b" }) +
          step("two", "b", { accepts: "b", replies: "" }) +
          step("all", undefined, { accepts: "a,b", replies: "" }),
      ),
    ).toEqual({ s: "a", one: "a", two: "b", all: "a b" });
  });

  it("gives no reply for what a step does not accept", () => {
    const yaml =
      BROKER +
      source("s", "a") +
      step("one", "a", { accepts: "x", replies: "b" }) +
      step("two", "b", { accepts: "b", replies: "" });
    expect(legs(yaml).two).toBe("");
    expect(legs(yaml, { everyStepReplies: true }).two).toBe("b");
  });

  it("leaves a Broker open behind one sender, or one step, that states nothing", () => {
    const two = step("two", "b", { accepts: "b", replies: "" });
    expect(legs(BROKER + source("s", "a") + source("t", undefined) + two)).toEqual({ s: "a", t: "?", two: "b" });
    expect(legs(BROKER + source("s", "a") + step("one", "a") + two).two).toBe("b");
  });

  it("leaves a Broker open that no source in the manifests reaches", () => {
    expect(legs(BROKER + step("all", undefined, { accepts: "a", replies: "" })).all).toBe("?");
  });

  it("believes what a Broker states of its outside senders", () => {
    const stated = `
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: b, annotations: { sluice.dev/emits: a } }
`;
    expect(legs(stated + step("all", undefined, { accepts: "a", replies: "" })).all).toBe("a");
  });

  it("believes what a Broker that no source in the manifests reaches states to accept, and senders more than that", () => {
    const stated = `
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: b, annotations: { sluice.dev/accepts: a } }
`;
    const all = step("all", undefined, { accepts: "a", replies: "" });
    expect(legs(stated + all).all).toBe("a");
    expect(legs(stated + source("s", "x") + all).all).toBe("x");
  });

  it("takes failed events to the Broker that is their dead-letter sink, beside the unknown replies to them", () => {
    const failures = BROKER.replace("name: b", "name: failed").trim();
    const delivering = `
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: b }
spec: { delivery: { deadLetterSink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: failed } } } }
---
${failures}
---
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: tray }
spec: { broker: failed, subscriber: { uri: http://tray.example.com } }
`;
    expect(legs(delivering + source("s", "a") + step("one", "a", { accepts: "a", replies: "" })).tray).toBe("a ?");
  });

  const trigger = (name: string, filter: string): string => `
---
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: ${name} }
spec: { broker: b, filters: [${filter}], subscriber: { uri: "http://${name}.example.com" } }
`;
  const ping = (name: string, more = ""): string => `
---
apiVersion: sources.knative.dev/v1
kind: PingSource
metadata: { name: ${name} }
spec:
  ${more}
  sink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: b } }
`;
  /** Answers with nothing, so that the Broker stays closed. */
  const deaf = (yaml: string): string =>
    yaml.replaceAll(
      /subscriber: \{ uri: "http:\/\/(\w+)\.example\.com" \}/g,
      "subscriber: { ref: { apiVersion: sinks.knative.dev/v1alpha1, kind: JobSink, name: jobs } }",
    ) +
    `
---
apiVersion: sinks.knative.dev/v1alpha1
kind: JobSink
metadata: { name: jobs }
`;

  it("knows the source of a PingSource and what its overrides set, and which filters that passes", () => {
    const found = legs(
      deaf(
        BROKER +
          ping("p", "ceOverrides: { extensions: { Region: eu } }") +
          trigger("source", "{ exact: { source: /apis/v1/namespaces/default/pingsources/p } }") +
          trigger("other", "{ exact: { source: /apis/v1/namespaces/default/pingsources/q } }") +
          trigger("region", "{ cesql: region = 'eu' }") +
          trigger("us", "{ cesql: region = 'us' }") +
          trigger("subject", "{ cesql: EXISTS subject }") +
          trigger("tier", "{ cesql: EXISTS tier }"),
      ),
    );
    const type = "dev.knative.sources.ping";
    expect(found).toEqual({ p: type, source: type, other: "", region: type, us: "", subject: "", tier: "" });
  });

  it("knows nothing of what a container sends beside its type", () => {
    expect(legs(deaf(BROKER + source("s", "a") + trigger("t", "{ exact: { type: a, source: /x } }"))).t).toBe("a");
  });

  it("tells a few sources of one type apart, and of more knows what they have in common", () => {
    const many = Array.from({ length: 40 }, (_, index) => ping(`p${index}`)).join("");
    const found = legs(
      deaf(
        BROKER +
          many +
          trigger("last", "{ exact: { source: /apis/v1/namespaces/default/pingsources/p39 } }") +
          trigger("elsewhere", "{ exact: { source: /apis/v1/namespaces/default/pingsources/p40 } }") +
          trigger("subject", "{ exact: { subject: x } }"),
      ),
    );
    expect(found.last).toContain("dev.knative.sources.ping");
    // Beyond sixteen a source may be any, but a subject is what none of them has.
    expect(found.elsewhere).toContain("dev.knative.sources.ping");
    expect(found.subject).toBe("");
  });

  it("follows an event through an EventTransform, with what that sets", () => {
    const transform = `
---
apiVersion: eventing.knative.dev/v1alpha1
kind: EventTransform
metadata: { name: map }
spec: { jsonata: { expression: '{ "specversion": "1.0", "id": id, "source": "/map", "type": "mapped" }' } }
---
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: map }
spec:
  broker: b
  filter: { attributes: { type: dev.knative.sources.ping } }
  subscriber: { ref: { apiVersion: eventing.knative.dev/v1alpha1, kind: EventTransform, name: map } }
`;
    const found = legs(
      deaf(
        BROKER +
          ping("p") +
          transform +
          trigger("mapped", "{ exact: { type: mapped, source: /map } }") +
          trigger("wrong", "{ exact: { type: mapped, source: /pam } }"),
      ),
    );
    expect(found).toEqual({
      p: "dev.knative.sources.ping",
      map: "dev.knative.sources.ping",
      mapped: "mapped",
      wrong: "",
    });
  });
});
