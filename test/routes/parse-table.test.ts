import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_TABLE_BYTES, parseRouteTable, type RouteTable, validateRouteTable } from "../../src/routes/index.ts";

const destinations = {
  charge: { url: "http://charge.shop.svc.cluster.local" },
  failures: { url: "http://failures.shop" },
};
const fuse = (...flow: readonly unknown[]) => ({
  version: 1,
  name: "orders",
  destinations,
  routes: { "/": { mode: "fuse", flow } },
});
const end = { discard: true };

/** Code, field, message and mend of every fault. */
const faults = (value: unknown) =>
  validateRouteTable(value).diagnostics.map(({ code, field, message, mend }) => [code, field, message, mend]);

/** A table that uses everything there is. */
const everything: RouteTable = {
  version: 1,
  name: "orders",
  source: "/shim/orders",
  destinations: {
    charge: {
      url: "https://charge.shop/x?y=1",
      caCerts: "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
      headers: { "x-tenant": "a", authorization: { env: "TOKEN", prefix: "Bearer " }, cookie: { file: "/run/secret" } },
    },
    failures: { url: "http://failures.shop" },
  },
  limits: {
    bodyBytes: 1,
    headerBytes: 1024,
    headers: 1,
    responseBytes: 1,
    jsonDepth: 1,
    concurrency: 1,
    queue: 0,
    connections: 1,
    requestMs: 1,
  },
  auth: {
    oidc: {
      issuer: "https://kubernetes.default.svc",
      audience: "orders",
      jwksUrl: "https://k/keys",
      subjects: ["s"],
      token: { file: "/t" },
    },
  },
  routes: {
    "/": {
      mode: "fuse",
      budgetMs: 25_000,
      delivery: {
        retry: 3,
        backoffPolicy: "exponential",
        backoffDelay: "PT0.2S",
        timeout: "PT3S",
        retryAfterMax: "PT0S",
        deadLetterSink: "failures",
      },
      validate: { types: { "order.created": { type: "object" } }, otherTypes: "refuse" },
      idempotence: { windowMs: 1000, maxEvents: 10, maxBytes: 100 },
      ttl: 10,
      correlation: true,
      flow: [
        {
          filter: {
            filters: [{ all: [{ any: [{ prefix: { type: "order." } }] }, { not: { cesql: "region = 'eu'" } }] }],
            data: { "/a~1b": [1, null], "": "x" },
            jsonata: "data.a > 1",
          },
        },
        {
          name: "price",
          to: "charge",
          envelope: {
            request: {
              method: "PUT",
              query: { q: "{{/event/id}}" },
              headers: { "X-A": "a" },
              body: { a: ["{{ /event/data/a }}"] },
            },
            response: {
              type: "priced",
              nonEvent: "fail",
              data: "{{/body}}",
              attributes: { subject: "{{/status}}" },
              statuses: { "404": "ignore", "5xx": "retry" },
            },
          },
        },
        { map: { jsonata: "data", attributes: { subject: "" } }, deadLetterSink: "failures" },
        {
          switch: [{ name: "gold", when: { data: { "/tier": "gold" } }, flow: [] }],
          otherwise: [{ publish: "charge", delivery: {} }],
        },
        {
          fanOut: [
            { name: "a", onFailure: "ignore", flow: [{ to: "charge", nonEvent: "ignore" }, end as { discard: true }] },
            { flow: [{ reply: true }] },
          ],
        },
      ],
    },
    "/prices": { mode: "envelope", to: "charge", response: { type: "priced" } },
    "/replies": {
      mode: "route",
      to: "charge",
      nonEvent: "ignore",
      replies: [{ to: [{ destination: "charge", delivery: { retry: 1 } }] }],
      deadLetterSink: "failures",
    },
  },
};

describe("a route table", () => {
  it("may use everything there is", () => {
    expect(parseRouteTable(JSON.stringify(everything))).toEqual({ table: everything, diagnostics: [] });
  });

  it("is the one that its documentation shows", () => {
    const page = readFileSync(new URL("../../docs/route-table.md", import.meta.url), "utf8");
    const blocks = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map((match) => match[1] ?? "");
    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks) expect(parseRouteTable(block).diagnostics).toEqual([]);
  });

  it("is told all its faults at once, each with its place and what to change", () => {
    const table = {
      version: 2,
      name: "Orders",
      destination: {},
      destinations: {
        charge: { url: "charge:80", headers: { authorization: "Bearer s", "Content-Length": "1", "ce-id": "1" } },
      },
      routes: {
        "/healthz": { mode: "fuse", flow: [] },
        "/": {
          mode: "fuse",
          flow: [
            { too: "charge" },
            { to: "charge", delivery: { retry: -1, backoffPolicy: "Linear", timeout: "PT0S", backoffDelay: "5s" } },
            { filter: {} },
            { switch: [], otherwise: 1 },
            { to: "charge", publish: "charge" },
          ],
        },
        "/b": { mode: "fused" },
      },
    };
    expect(faults(table)).toEqual([
      ["route-field-invalid", "version", "2 is not known here.", "Write 1."],
      [
        "route-field-invalid",
        "name",
        '"Orders" stands here.',
        "Write a DNS label: lower-case letters, digits and dashes, at most 63 characters.",
      ],
      ["route-field-unknown", "destination", 'There is no field "destination" here.', 'Did you mean "destinations"?'],
      [
        "route-field-invalid",
        "destinations.charge.url",
        '"charge:80" stands here.',
        "Write an absolute http or https address, such as http://charge.shop.svc.cluster.local/.",
      ],
      [
        "secret-in-table",
        "destinations.charge.headers.authorization",
        'The value of "authorization" stands in the table.',
        'Give it by reference: { "env": "NAME" } or { "file": "/path" }, with "prefix": "Bearer " where it needs one.',
      ],
      [
        "route-field-invalid",
        'destinations.charge.headers["Content-Length"]',
        '"Content-Length" stands here.',
        "Leave this header out: it belongs to the connection or frames the message.",
      ],
      [
        "route-field-invalid",
        'destinations.charge.headers["ce-id"]',
        '"ce-id" stands here.',
        "Leave this header out: the event sets it.",
      ],
      [
        "route-field-invalid",
        'routes["/healthz"]',
        '"/healthz" stands here.',
        "Take another path: the shim answers this one itself.",
      ],
      ["route-field-invalid", 'routes["/healthz"].flow', "This list is empty.", "Give it at least one step."],
      ["route-field-unknown", 'routes["/"].flow[0].too', 'There is no field "too" here.', 'Did you mean "to"?'],
      [
        "route-field-missing",
        'routes["/"].flow[0]',
        'None of "to", "fanOut", "switch", "filter", "map", "publish", "discard", "reply" is here.',
        "Add one of them.",
      ],
      [
        "route-field-invalid",
        'routes["/"].flow[1].delivery.retry',
        "-1 stands here.",
        "Write a whole number from 0 to 2147483647.",
      ],
      [
        "route-field-invalid",
        'routes["/"].flow[1].delivery.backoffPolicy',
        '"Linear" is not known here.',
        'Did you mean "linear"?',
      ],
      [
        "route-field-invalid",
        'routes["/"].flow[1].delivery.timeout',
        '"PT0S" stands here.',
        "Write an ISO 8601 duration above zero, such as PT3S or PT0.5S.",
      ],
      [
        "route-field-invalid",
        'routes["/"].flow[1].delivery.backoffDelay',
        '"5s" stands here.',
        "Write an ISO 8601 duration, such as PT1S or PT0.2S.",
      ],
      [
        "route-field-missing",
        'routes["/"].flow[2].filter',
        'None of "filters", "data", "jsonata" is here.',
        "Add some of them.",
      ],
      ["route-field-invalid", 'routes["/"].flow[3].switch', "This list is empty.", "Give it at least one case."],
      ["route-field-invalid", 'routes["/"].flow[3].otherwise', "1 stands here.", "Write a list."],
      ["route-field-invalid", 'routes["/"].flow[4]', '"to" and "publish" stand together here.', "Keep one of them."],
      ["route-field-invalid", 'routes["/b"].mode', '"fused" is not known here.', 'Did you mean "fuse"?'],
    ]);
  });

  it.each([
    [
      "a destination that is not there",
      fuse({ to: "chargee" }, end),
      [
        [
          "unknown-destination",
          'routes["/"].flow[0].to',
          'There is no destination "chargee".',
          'Did you mean "charge"?',
        ],
      ],
    ],
    [
      "a destination named like what every object has",
      fuse({ publish: "constructor" }),
      [
        [
          "unknown-destination",
          'routes["/"].flow[0].publish',
          'There is no destination "constructor".',
          'Add it to "destinations", or take one of "charge", "failures".',
        ],
      ],
    ],
    [
      "a dead-letter sink that is not there",
      fuse({ publish: "charge", delivery: { deadLetterSink: "x" } }),
      [
        [
          "unknown-destination",
          'routes["/"].flow[0].delivery.deadLetterSink',
          'There is no destination "x".',
          'Add it to "destinations", or take one of "charge", "failures".',
        ],
      ],
    ],
    [
      "a flow without an end",
      fuse({ to: "charge" }),
      [
        [
          "flow-without-end",
          'routes["/"].flow',
          "This flow may still carry an event when its steps are done.",
          'End it with { "reply": true }, { "publish": "NAME" } or { "discard": true }.',
        ],
      ],
    ],
    [
      "a case without an end, behind which nothing stands",
      fuse({ switch: [{ when: { data: { "/a": 1 } }, flow: [{ to: "charge" }] }], otherwise: [end] }),
      [
        [
          "flow-without-end",
          'routes["/"].flow',
          "This flow may still carry an event when its steps are done.",
          'End it with { "reply": true }, { "publish": "NAME" } or { "discard": true }.',
        ],
      ],
    ],
    [
      "a branch without an end",
      fuse({ fanOut: [{ flow: [{ to: "charge" }] }] }),
      [
        [
          "flow-without-end",
          'routes["/"].flow[0].fanOut[0].flow',
          "This branch may still carry an event when its steps are done, and branches do not join.",
          'End it with { "publish": "NAME" } or { "discard": true }, or, in one branch, with { "reply": true }.',
        ],
      ],
    ],
    [
      "what nothing reaches",
      fuse({ reply: true }, end),
      [
        [
          "unreachable-step",
          'routes["/"].flow[1]',
          "Nothing comes here: the step before ends the flow.",
          "Leave out what stands behind it, or move it before.",
        ],
      ],
    ],
    [
      "two replies to one sender",
      fuse({ fanOut: [{ flow: [{ reply: true }] }, { flow: [{ to: "charge" }, { reply: true }] }] }),
      [
        [
          "two-replies",
          'routes["/"].flow[0].fanOut',
          "2 branches answer the sender, which takes one reply.",
          'Keep one { "reply": true }; publish or discard in the other branches.',
        ],
      ],
    ],
    [
      "two steps of one name",
      fuse({ name: "a", to: "charge" }, { name: "a", publish: "charge" }),
      [
        [
          "duplicate-name",
          'routes["/"].flow[1].name',
          'Another step is named "a" already.',
          "Give this step a name of its own.",
        ],
      ],
    ],
    [
      "a filter that would let everything pass",
      fuse({ filter: { filters: [{ exact: { type: "" } }] } }, end),
      [
        [
          "route-field-invalid",
          'routes["/"].flow[0].filter.filters[0].exact.type',
          '"" stands here.',
          "Write the text to compare with; without one the filter would let everything pass.",
        ],
      ],
    ],
    [
      "an expression that does not parse",
      fuse({ filter: { filters: [{ cesql: "type = " }] } }, end),
      [
        [
          "route-field-invalid",
          'routes["/"].flow[0].filter.filters[0].cesql',
          '"type = " stands here.',
          expect.stringMatching(/^Mend the CESQL: .*position 8/),
        ],
      ],
    ],
    [
      "a template that reaches for what is not there",
      fuse({ map: { attributes: { subject: "{{/body/a}}" } } }, end),
      [
        [
          "route-field-invalid",
          'routes["/"].flow[0].map.attributes.subject',
          '"{{/body/a}}" is no template: "/body/a" is no JSON Pointer that begins with /event.',
          "Write places as {{/event/data/id}}: an attribute by its name, or a pointer into the data.",
        ],
      ],
    ],
    [
      "a template that does not end",
      fuse({ map: { attributes: { subject: "{{/event/id" } } }, end),
      [
        [
          "route-field-invalid",
          'routes["/"].flow[0].map.attributes.subject',
          '"{{/event/id" is no template: A "{{" is not closed with "}}".',
          "Write places as {{/event/data/id}}: an attribute by its name, or a pointer into the data.",
        ],
      ],
    ],
    [
      "user and password in an address",
      { ...fuse(end), destinations: { a: { url: "http://u:p@h/" } } },
      [
        [
          "secret-in-table",
          "destinations.a.url",
          'The address of "h" holds a user and a password.',
          'Give them by reference: "headers": { "authorization": { "env": "NAME", "prefix": "Basic " } }.',
        ],
      ],
    ],
    [
      "nonEvent in two places",
      fuse({ to: "charge", nonEvent: "fail", envelope: { response: { type: "t" } } }, end),
      [
        [
          "route-field-invalid",
          'routes["/"].flow[0].nonEvent',
          '"nonEvent" stands beside an "envelope".',
          'Move it to "envelope.response.nonEvent".',
        ],
      ],
    ],
  ])("is refused for %s", (_, table, expected) => {
    expect(faults(table)).toEqual(expected);
  });

  it.each([
    ["no JSON", "{", "route-table-no-json"],
    ["no object", "[]", "route-table-no-json"],
    ["too long", `"${"x".repeat(MAX_TABLE_BYTES)}"`, "route-table-too-large"],
    ["too deep", `${"[".repeat(200)}${"]".repeat(200)}`, "route-table-too-large"],
  ])("is refused for a text that is %s, with its file", (_, text, code) => {
    const { table, diagnostics } = parseRouteTable(text, "routes.json");
    expect(table).toBeUndefined();
    expect(diagnostics.map(({ code, at }) => [code, at])).toEqual([[code, { file: "routes.json" }]]);
  });

  it("is not fooled by names that objects inherit", () => {
    const text = JSON.stringify(fuse({ to: "charge" }, end)).replace(
      '"version"',
      '"__proto__":{"polluted":1},"version"',
    );
    expect(parseRouteTable(text).diagnostics.map(({ field }) => field)).toEqual(["__proto__"]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("tells a cycle in memory instead of following it", () => {
    const cyclic: { fanOut: unknown[] } = { fanOut: [] };
    cyclic.fanOut.push({ flow: [cyclic] });
    expect(validateRouteTable(fuse(cyclic)).diagnostics.map(({ code }) => code)).toEqual(["route-table-too-large"]);
  });

  it("never throws, whatever the text holds", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        expect(parseRouteTable(text).table).toBeUndefined();
      }),
    );
  });

  it("never throws, whatever one value of a good table is replaced by", () => {
    const paths = pathsOf(everything);
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        const copy = structuredClone(everything) as unknown;
        let at = copy as Record<string | number, unknown>;
        for (const part of path.slice(0, -1)) at = at[part] as Record<string | number, unknown>;
        at[path.at(-1) ?? ""] = value;
        const { table, diagnostics } = validateRouteTable(copy);
        expect(table === undefined).toBe(diagnostics.length > 0);
      }),
      { numRuns: 1000 },
    );
  });
});

function pathsOf(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return path.length === 0 ? [] : [path];
  const below = Object.entries(value).flatMap(([name, part]) =>
    pathsOf(part, [...path, Array.isArray(value) ? Number(name) : name]),
  );
  return path.length === 0 ? below : [path, ...below];
}
