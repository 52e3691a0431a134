import { describe, expect, it } from "vitest";
import { BROKER, documents, SHOP, serviceObject, triggerObject } from "../../../src/checks/example-objects.ts";
import { findings } from "../harness.ts";

const CHARGE = serviceObject("charge", { accepts: "shop.order.placed", replies: "" });
const FAILURES = serviceObject("failures");
const TRIGGER = triggerObject("charge", "shop.order.placed");

describe("filter-on-rewritten-attribute", () => {
  const filtered = (filter: string): string =>
    documents(
      BROKER,
      `${triggerObject("charge", undefined).trimEnd()}\n  ${filter}\n`,
      serviceObject("charge"),
      FAILURES,
    );

  it.each([
    ["filter: { attributes: { source: /café } }", "spec.filter.attributes[source]", '"/caf%C3%A9"'],
    [
      "filters: [{ exact: { source: HTTP://shop.example.com/a } }]",
      "spec.filters[0].exact[source]",
      '"http://shop.example.com/a"',
    ],
    [
      "filters: [{ not: { exact: { time: '2026-01-01T02:00:00+02:00' } } }]",
      "spec.filters[0].not.exact[time]",
      '"2026-01-01T00:00:00Z"',
    ],
    [
      "filters: [{ any: [{ exact: { dataschema: 'http://a/b c' } }] }]",
      "spec.filters[0].any[0].exact[dataschema]",
      '"http://a/b%20c"',
    ],
  ])("says how %s has to be written", (filter, field, value) => {
    expect(findings(filtered(filter)).map((found) => [found.code, found.field, found.mend])).toEqual([
      ["filter-on-rewritten-attribute", field, `Write ${value}.`],
    ]);
  });

  it.each([
    "filters: [{ exact: { source: /shop } }]",
    "filters: [{ exact: { time: '2026-01-01T00:00:00Z' } }]",
    "filters: [{ exact: { subject: /café } }]",
  ])("says nothing of %s", (filter) => {
    expect(findings(filtered(filter))).toEqual([]);
  });
});

describe("addresses", () => {
  const to = (uri: string): string =>
    documents(BROKER, SHOP, TRIGGER.replace(/\{ ref: \{.*\} \}/, `{ uri: "${uri}" }`), FAILURES);

  it("say where an event of another scheme would go", () => {
    expect(findings(to("amqp://queue.example.com/orders?a=b")).map(({ code, message }) => [code, message])).toEqual([
      [
        "unsupported-scheme",
        'Knative has no amqp for a subscriber: it sends to http://queue.example.com/ instead, without path and query of "amqp://queue.example.com/orders?a=b".',
      ],
    ]);
  });

  it("may be of any scheme at a Broker of another class", () => {
    const yaml = to("pubsub://projects/shop/topics/orders").replace(
      "{ name: orders }",
      "{ name: orders, annotations: { eventing.knative.dev/broker.class: googlecloud } }",
    );
    expect(findings(yaml, "unsupported-scheme")).toEqual([]);
  });

  it.each(["extra", "/extra", "?x=1"])("of a Broker do not take %s", (uri) => {
    const yaml = documents(
      BROKER,
      SHOP.replace("name: orders } }", `name: orders }, uri: "${uri}" }`),
      TRIGGER,
      CHARGE,
      FAILURES,
    );
    expect(findings(yaml).map(({ code, field }) => [code, field])).toEqual([["uri-replaces-path", "spec.sink.uri"]]);
  });

  it("of a Service may have any path", () => {
    const yaml = documents(
      BROKER,
      SHOP,
      TRIGGER.replace("name: charge } }", "name: charge }, uri: /in }"),
      CHARGE,
      FAILURES,
    );
    expect(findings(yaml)).toEqual([]);
  });
});

describe("schedules", () => {
  const tick = (schedule: string, timezone = ""): string =>
    documents(
      BROKER,
      `
apiVersion: sources.knative.dev/v1
kind: PingSource
metadata: { name: nightly }
spec:
  schedule: "${schedule}"${timezone === "" ? "" : `\n  timezone: ${timezone}`}
  sink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders } }
`,
      triggerObject("charge", "dev.knative.sources.ping"),
      serviceObject("charge", { accepts: "dev.knative.sources.ping", replies: "" }),
      FAILURES,
    );

  it("name the days on which a change of clocks skips or repeats them", () => {
    expect(findings(tick("30 2 * * *", "Europe/Paris")).map(({ code, message }) => [code, message])).toEqual([
      [
        "schedule-in-clock-change",
        'The local time of "30 2 * * *" lies where clocks change: PingSource nightly sends nothing on 2026-03-29 and sends 2 events instead of 1 on 2026-10-25.',
      ],
    ]);
  });

  it.each([
    ["30 2 * * *", ""],
    ["30 4 * * *", "Europe/Paris"],
    ["30 2 * * *", "Asia/Tokyo"],
    ["*/5 * * * *", "Europe/Paris"],
    ["30 2 * * 3", "Europe/Paris"],
    ["0 3 29 2 *", ""],
  ])("of %s in zone %j are left alone", (schedule, zone) => {
    expect(findings(tick(schedule, zone))).toEqual([]);
  });

  it("that never fire are told", () => {
    expect(findings(tick("0 0 31 4 *")).map(({ code }) => code)).toEqual(["schedule-never-fires"]);
  });
});

describe("unauthenticated-entry", () => {
  const production = (...objects: readonly string[]): readonly (string | undefined)[] =>
    findings(documents(BROKER, SHOP, TRIGGER, CHARGE, FAILURES, ...objects), "unauthenticated-entry", {
      profile: "production",
    }).map(({ message }) => message);
  const ingress = (namespace: string, service: string): string => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: door, namespace: ${namespace} }
spec: { rules: [{ http: { paths: [{ path: /default/orders, pathType: Exact, backend: { service: { name: ${service}, port: { number: 80 } } } }] } }] }
`;
  const MESSAGE =
    "Ingress door opens Broker orders to the outside, and no EventPolicy protects it: whoever reaches the address can put any event there.";

  it("sees through a Service that stands for the ingress of Brokers", () => {
    const stand = `
apiVersion: v1
kind: Service
metadata: { name: brokers }
spec: { type: ExternalName, externalName: broker-ingress.knative-eventing.svc.cluster.local }
`;
    expect(production(ingress("default", "brokers"), stand)).toEqual([MESSAGE]);
    expect(production(ingress("default", "brokers"))).toEqual([]);
  });

  it("says nothing of other Services, nor in development", () => {
    expect(production(ingress("default", "web"))).toEqual([]);
    expect(
      findings(documents(BROKER, SHOP, TRIGGER, CHARGE, FAILURES, ingress("knative-eventing", "broker-ingress"))),
    ).toEqual([]);
  });
});

describe("event policies", () => {
  const policy = (name: string, spec: string): string => `
apiVersion: eventing.knative.dev/v1alpha1
kind: EventPolicy
metadata: { name: ${name} }
spec: { ${spec} }
`;
  const told = (...objects: readonly string[]): readonly string[] =>
    findings(documents(BROKER, SHOP, TRIGGER, CHARGE, FAILURES, ...objects)).map(
      ({ code, object, field }) => `${code} ${object?.name} ${field}`,
    );
  const PLACED = "filters: [{ exact: { type: shop.order.placed } }]";

  it.each(["*", "system:*", "system:serviceaccount:*"])("with sub %s let everybody in", (sub) => {
    expect(told(policy("a", `from: [{ sub: "${sub}" }]`))).toEqual(["broad-event-policy a spec.from[0].sub"]);
  });

  it("of one namespace may be named by prefix", () => {
    expect(told(policy("a", 'from: [{ sub: "system:serviceaccount:shop:*" }]'))).toEqual([]);
  });

  it.each([
    ["the same subject", 'from: [{ sub: "x" }]', 'from: [{ sub: "X" }]'],
    ["a prefix of it", 'from: [{ sub: "team-*" }]', 'from: [{ sub: "team-a" }]'],
    [
      "a target by name and everything",
      'to: [{ ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders } }], from: [{ sub: "x" }]',
      'from: [{ sub: "x" }]',
    ],
  ])("overlap over %s", (_, first, second) => {
    expect(told(policy("a", `${first}, ${PLACED}`), policy("b", second))).toEqual([
      "overlapping-event-policies b spec.from[0].sub",
    ]);
  });

  it.each([
    ["their filters are equal", `from: [{ sub: "x" }], ${PLACED}`, `from: [{ sub: "x" }], ${PLACED}`],
    ["their senders differ", `from: [{ sub: "x" }], ${PLACED}`, 'from: [{ sub: "y" }]'],
    [
      "their targets differ",
      `to: [{ ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: orders } }], from: [{ sub: "x" }], ${PLACED}`,
      'to: [{ ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: other } }], from: [{ sub: "x" }]',
    ],
  ])("do not overlap where %s", (_, first, second) => {
    expect(told(policy("a", first), policy("b", second))).toEqual([]);
  });
});
