import type { Envelope, RouteDelivery } from "../../src/routes/index.ts";
import { type Mode, type Place, replyId } from "./mode.ts";
import { all, either, handled, handledOnly, type Need, NOTHING, published, replied, seen } from "./needs.ts";

const ATTEMPT = "PT0.6S";
const to = (deadLetterSink: string, retry = 2): RouteDelivery => ({
  retry,
  backoffPolicy: "exponential",
  backoffDelay: "PT0.1S",
  timeout: ATTEMPT,
  deadLetterSink,
});
/** Without a dead-letter sink, unless the route has one: what fails for good fails the flow, and the sender repeats it. */
const bare = (retry: number): RouteDelivery => ({
  retry,
  backoffPolicy: "linear",
  backoffDelay: "PT0.1S",
  timeout: ATTEMPT,
});
const sink: Place = { kind: "sink" };
const dead: Place = { kind: "dead" };
const BUDGET_MS = 5_000;
const WINDOW = { windowMs: 60_000 };

/** Wraps the data of its cause, so that whatever the service answers, what goes on is whole. */
const envelopeOf = (type: string): Envelope => ({
  request: {
    method: "PUT",
    query: { way: "{{/event/data/way}}" },
    headers: { "x-order": "{{/event/id}}" },
    body: { id: "{{/event/id}}", n: "{{/event/data/n}}", way: "{{/event/data/way}}", pad: "{{/event/data/pad}}" },
  },
  response: {
    type,
    data: {
      n: "{{/event/data/n}}",
      way: "{{/event/data/way}}",
      pad: "{{/event/data/pad}}",
      answer: "{{/body/answer}}",
    },
    statuses: { "404": "fail", "409": "ignore", "5xx": "retry" },
  },
});
/** The service of an envelope has answered, and what follows has happened; or it declined; or it failed for good. */
const enveloped = (place: string, id: string, next: Need): Need =>
  either(
    all(either(seen("took", place, id), seen("plain", place, id)), next),
    seen("declined", place, id),
    seen("dead", place, id),
  );

const order: Mode = {
  path: "/order",
  route: {
    mode: "fuse",
    budgetMs: BUDGET_MS,
    flow: [
      { filter: { filters: [{ exact: { type: "torture.order" } }] } },
      { name: "check", to: "order-check", delivery: to("order-dead") },
      {
        switch: [
          {
            name: "gold",
            when: { filters: [{ exact: { type: "order.gold" } }] },
            flow: [
              {
                name: "stamp",
                map: {
                  jsonata: '$merge([data, { "stamped": true }])',
                  attributes: { subject: "{{/event/data/way}}" },
                },
              },
              { publish: "order-ledger", delivery: to("order-dead", 1) },
            ],
          },
          { name: "refused", when: { data: { "/way": ["refused", "void"] } }, flow: [{ discard: true }] },
        ],
        otherwise: [
          { name: "odd", map: { jsonata: 'data.way = "odd" ? $error("odd") : data' }, deadLetterSink: "order-dead" },
        ],
      },
      { name: "bill", to: "order-bill", delivery: bare(1) },
      { reply: true },
    ],
  },
  places: {
    "order-check": { kind: "step", reply: (way) => (way === "quiet" ? undefined : `order.${way}`) },
    "order-ledger": sink,
    "order-bill": { kind: "step", reply: () => "order.billed" },
    "order-dead": dead,
  },
  ways: {
    gold: {
      type: "torture.order",
      need: (id) => handled("order-check", id, published("order-ledger", `${replyId(id, "order-check")}/stamp`)),
    },
    silver: {
      type: "torture.order",
      need: (id) => {
        const billed = `${replyId(id, "order-check")}/odd`;
        return handled("order-check", id, handledOnly("order-bill", billed, replied(replyId(billed, "order-bill"))));
      },
    },
    refused: { type: "torture.order", need: (id) => handled("order-check", id, NOTHING) },
    odd: {
      type: "torture.order",
      need: (id) => handled("order-check", id, seen("dead", "#odd", replyId(id, "order-check"))),
    },
    quiet: { type: "torture.order", need: (id) => handled("order-check", id, NOTHING) },
    filtered: { type: "torture.other", need: () => NOTHING },
  },
};

const fan: Mode = {
  path: "/fan",
  route: {
    mode: "fuse",
    budgetMs: BUDGET_MS,
    idempotence: WINDOW,
    delivery: bare(2),
    flow: [
      {
        fanOut: [
          {
            name: "stock",
            flow: [
              { to: "fan-stock", delivery: to("fan-dead") },
              { publish: "fan-shelf", delivery: to("fan-dead", 1) },
            ],
          },
          { name: "audit", flow: [{ publish: "fan-audit", delivery: bare(3) }] },
          { name: "hint", onFailure: "ignore", flow: [{ publish: "fan-hint", delivery: bare(0) }] },
          {
            name: "answer",
            flow: [
              { filter: { filters: [{ cesql: "subject = 'all'" }] } },
              { to: "fan-answer", delivery: to("fan-dead") },
              { reply: true },
            ],
          },
        ],
      },
    ],
  },
  places: {
    "fan-stock": { kind: "step", reply: () => "fan.stocked" },
    "fan-shelf": sink,
    "fan-audit": sink,
    "fan-hint": sink,
    "fan-answer": { kind: "step", reply: () => "fan.answered" },
    "fan-dead": dead,
  },
  ways: {
    all: { type: "torture.fan", attributes: { subject: "all" }, need: (id) => fanned(id, true) },
    few: { type: "torture.fan", attributes: { subject: "few" }, need: (id) => fanned(id, false) },
  },
};

function fanned(id: string, isAnswered: boolean): Need {
  return all(
    handled("fan-stock", id, published("fan-shelf", replyId(id, "fan-stock"))),
    seen("took", "fan-audit", id),
    isAnswered ? handled("fan-answer", id, replied(replyId(id, "fan-answer"))) : NOTHING,
  );
}

const nested: Mode = {
  path: "/nested",
  route: {
    mode: "fuse",
    budgetMs: BUDGET_MS,
    delivery: to("nested-dead", 1),
    flow: [
      {
        switch: [
          {
            name: "both",
            when: { jsonata: 'data.way = "both"' },
            flow: [
              {
                fanOut: [
                  {
                    name: "tax",
                    flow: [
                      { name: "tax", to: "nested-tax", envelope: envelopeOf("nested.taxed") },
                      { publish: "nested-books" },
                    ],
                  },
                  { name: "note", flow: [{ to: "nested-note", nonEvent: "ignore" }, { reply: true }] },
                ],
              },
            ],
          },
        ],
        otherwise: [{ publish: "nested-rest", delivery: bare(2) }],
      },
    ],
  },
  places: {
    "nested-tax": { kind: "plain" },
    "nested-books": sink,
    "nested-note": { kind: "step", reply: () => "nested.noted" },
    "nested-rest": sink,
    "nested-dead": dead,
  },
  ways: {
    both: {
      type: "torture.nested",
      need: (id) =>
        all(
          enveloped("nested-tax", id, published("nested-books", `${id}/tax`)),
          either(handled("nested-note", id, replied(replyId(id, "nested-note"))), seen("plain", "nested-note", id)),
        ),
    },
    rest: { type: "torture.nested", need: (id) => published("nested-rest", id) },
  },
};

const price: Mode = {
  path: "/price",
  route: {
    mode: "envelope",
    to: "price-service",
    budgetMs: BUDGET_MS,
    delivery: to("price-dead"),
    ...envelopeOf("price.made"),
  },
  places: { "price-service": { kind: "plain" }, "price-dead": dead },
  ways: {
    asked: { type: "torture.price", need: (id) => enveloped("price-service", id, replied(`${id}/to`)) },
  },
};

const priceOnce: Mode = {
  path: "/price-once",
  route: {
    mode: "envelope",
    to: "once-service",
    budgetMs: BUDGET_MS,
    idempotence: WINDOW,
    delivery: bare(1),
    ...envelopeOf("price.made"),
  },
  places: { "once-service": { kind: "plain" } },
  ways: {
    asked: { type: "torture.price", need: (id) => enveloped("once-service", id, replied(`${id}/to`)) },
  },
};

const route: Mode = {
  path: "/route",
  route: {
    mode: "route",
    to: "route-service",
    budgetMs: BUDGET_MS,
    delivery: to("route-dead"),
    replies: [
      {
        when: { filters: [{ exact: { type: "route.first" } }] },
        to: [{ destination: "route-first", delivery: bare(2) }],
      },
      {
        when: { filters: [{ prefix: { type: "route." } }] },
        to: [{ destination: "route-second" }, { destination: "route-third", delivery: to("route-dead", 0) }],
      },
    ],
    deadLetterSink: "route-dead",
  },
  places: {
    "route-service": {
      kind: "step",
      reply: (way) => (way === "quiet" ? undefined : way === "lost" ? "nowhere" : `route.${way}`),
    },
    "route-first": sink,
    "route-second": sink,
    "route-third": sink,
    "route-dead": dead,
  },
  ways: {
    first: {
      type: "torture.route",
      need: (id) => {
        const reply = replyId(id, "route-service");
        return handled(
          "route-service",
          id,
          all(published("route-first", reply), published("route-second", reply), published("route-third", reply)),
        );
      },
    },
    other: {
      type: "torture.route",
      need: (id) => {
        const reply = replyId(id, "route-service");
        return handled("route-service", id, all(published("route-second", reply), published("route-third", reply)));
      },
    },
    lost: {
      type: "torture.route",
      need: (id) => handled("route-service", id, seen("dead", "#replies", replyId(id, "route-service"))),
    },
    quiet: { type: "torture.route", need: (id) => handled("route-service", id, NOTHING) },
  },
};

const spread: Mode = {
  path: "/spread",
  route: {
    mode: "route",
    // Without a timeout of its own a leg has what is left of this.
    budgetMs: 1_200,
    idempotence: WINDOW,
    replies: [
      { when: { data: { "/way": "left" } }, to: [{ destination: "spread-left", delivery: { retry: 2 } }] },
      { to: [{ destination: "spread-all", delivery: to("spread-dead", 1) }] },
    ],
  },
  places: { "spread-left": sink, "spread-all": sink, "spread-dead": dead },
  ways: {
    left: {
      type: "torture.spread",
      need: (id) => all(seen("took", "spread-left", id), published("spread-all", id)),
    },
    right: { type: "torture.spread", need: (id) => published("spread-all", id) },
  },
};

const strict: Mode = {
  path: "/strict",
  route: {
    mode: "fuse",
    budgetMs: BUDGET_MS,
    delivery: to("strict-dead", 1),
    validate: {
      types: {
        "torture.strict": {
          type: "object",
          required: ["n", "way", "pad"],
          properties: { n: { type: "integer" }, level: { type: "integer" } },
        },
      },
      otherTypes: "refuse",
    },
    ttl: 3,
    correlation: true,
    flow: [{ publish: "strict-out" }],
  },
  places: { "strict-out": sink, "strict-dead": dead },
  ways: {
    good: { type: "torture.strict", data: { level: 1 }, need: (id) => published("strict-out", id) },
    bad: { type: "torture.strict", data: { level: "high" }, need: (id) => seen("dead", "#validate", id) },
    strange: { type: "torture.stranger", need: (id) => seen("dead", "#validate", id) },
    spent: { type: "torture.strict", attributes: { sluicettl: "1" }, need: (id) => seen("dead", "#ttl", id) },
  },
};

/** Every mode of the shim, with idempotence and without. */
export const MODES: readonly Mode[] = [order, fan, nested, price, priceOnce, route, spread, strict];
