import { describe, expect, it } from "vitest";
import { channelsTarget, compile, type Flow } from "../../../../src/compiler/index.ts";
import { discard, fanOut, filter, flow, map, publish, step, switching, when } from "../../flows.ts";

const context = {
  namespace: "shop",
  channelTemplate: { apiVersion: "messaging.knative.dev/v1", kind: "InMemoryChannel" },
  nameOf: (id: string) => `orders-${id}`,
};

/** Each object as `kind id: from -> to, reply to`. */
function drawn(lowered: Flow): readonly string[] {
  const { manifests, diagnostics } = compile(lowered, channelsTarget, context);
  expect(diagnostics).toEqual([]);
  return manifests.map(({ id, manifest: { kind, spec, metadata } }) => {
    if (kind === "Channel") return `Channel ${id}`;
    const { channel, subscriber, reply } = spec as {
      readonly channel: { readonly name: string };
      readonly subscriber: { readonly uri: string };
      readonly reply?: { readonly ref: { readonly name: string } };
    };
    const discards = metadata.annotations?.["sluice.dev/discards"];
    const then = reply === undefined ? "" : `, reply ${reply.ref.name}`;
    return `${kind} ${id}: ${channel.name} -> ${subscriber.uri}${then}${discards === undefined ? "" : `, discards ${discards}`}`;
  });
}

describe("the channels target", () => {
  it("makes a Channel of each place and a Subscription of each leg", () => {
    const orders = flow(
      "A",
      step(
        "bill",
        "A -> B",
        fanOut("B", [step("ship", "B -> C", step("mail", "C ->"))], [step("book", "B -> D", discard("D"))]),
      ),
    );
    expect(drawn(orders)).toEqual([
      "Channel events",
      "Subscription bill: orders-events -> http://bill/, reply orders-bill-replies",
      "Channel bill-replies",
      "Subscription ship: orders-bill-replies -> http://ship/, reply orders-ship-replies",
      "Subscription book: orders-bill-replies -> http://book/, discards D",
      "Channel ship-replies",
      "Subscription mail: orders-ship-replies -> http://mail/",
    ]);
  });

  it("writes the whole delivery on every leg, also of a publication, with its dead-letter sink", () => {
    const delivery = { retry: 3, timeout: "PT5S", deadLetterSink: { uri: "http://failures/" } };
    const orders = { ...flow("A", publish("out", "A", { uri: "http://out/" })), delivery };
    expect(compile(orders, channelsTarget, context).manifests.map(({ manifest }) => manifest)).toEqual([
      {
        apiVersion: "messaging.knative.dev/v1",
        kind: "Channel",
        metadata: { namespace: "shop" },
        spec: { channelTemplate: { apiVersion: "messaging.knative.dev/v1", kind: "InMemoryChannel" } },
      },
      {
        apiVersion: "messaging.knative.dev/v1",
        kind: "Subscription",
        metadata: { namespace: "shop" },
        spec: {
          channel: { apiVersion: "messaging.knative.dev/v1", kind: "Channel", name: "orders-events" },
          subscriber: { uri: "http://out/" },
          delivery,
        },
      },
    ]);
  });

  it("lets branches come together in a step, which has a Subscription behind each and one Channel of replies", () => {
    const charge = (accepts: string) => step("charge", `${accepts} -> C`, step("mail", "C ->"));
    const orders = flow("A", fanOut("A", [step("card", "A -> B", charge("B"))], [step("cash", "A -> B", charge("B"))]));
    expect(drawn(orders)).toEqual([
      "Channel events",
      "Subscription card: orders-events -> http://card/, reply orders-card-replies",
      "Subscription cash: orders-events -> http://cash/, reply orders-cash-replies",
      "Channel card-replies",
      "Subscription charge-after-card: orders-card-replies -> http://charge/, reply orders-charge-replies",
      "Channel charge-replies",
      "Subscription mail: orders-charge-replies -> http://mail/",
      "Channel cash-replies",
      "Subscription charge-after-cash: orders-cash-replies -> http://charge/, reply orders-charge-replies",
    ]);
  });

  it("enters by the first Channel and makes every contract known", () => {
    const { entry, declares, discards } = compile(
      flow("A", fanOut("A", [step("bill", "A -> B")], [discard("A")])),
      channelsTarget,
      context,
    );
    expect([entry, declares.map(({ type }) => type), discards]).toEqual(["events", ["A", "B"], ["A"]]);
  });

  it("refuses a switch, a map and filters, each with the way out", () => {
    const told = compile(
      flow(
        "A",
        fanOut(
          "A",
          [switching("tier", [when("gold", { attributes: { tier: "gold" } }, "A", step("fast", "A ->"))], "A")],
          [map("view", "A -> B", "data", step("show", "B ->"))],
          [filter("A", { region: "eu" }, step("ship", "A ->"))],
          [{ ...filter("A", {}, step("big", "A ->")), name: "only-big", data: { "/size": "big" } }],
        ),
      ),
      channelsTarget,
      context,
    ).diagnostics;
    const mend = 'Set `shim: "where-needed"`, which puts a small service there; or use `target: "shim"`.';
    expect(told).toEqual([
      {
        code: "switch-needs-shim",
        severity: "error",
        at: { construct: "shop/orders/tier" },
        message:
          'Switch "tier" gives each event to one case, and the channels of target "channels" deliver every event to every leg.',
        mend,
      },
      {
        code: "filter-needs-shim",
        severity: "error",
        at: { construct: "shop/orders/only-big" },
        message: 'A filter asks for data, and the channels of target "channels" deliver every event to every leg.',
        mend,
      },
      {
        code: "map-needs-shim",
        severity: "error",
        at: { construct: "shop/orders/view" },
        message: '"view" makes "B" of an event, and the channels of target "channels" hand every event on as it is.',
        mend,
      },
      {
        code: "filter-on-channels",
        severity: "error",
        at: { construct: "shop/orders/ship" },
        message:
          '"ship" stands behind a filter on region "eu", and the channels of target "channels" deliver every event to every leg.',
        mend: 'Set `shim: "where-needed"`, which puts a small service there; or use `target: "broker"`, or a step of your own that replies only what passes.',
        source: "knative/eventing.md §5.2, §5.3",
      },
    ]);
  });

  it("refuses a step that is named like one of its Channels", () => {
    const { diagnostics } = compile(
      flow("A", step("bill", "A -> B", step("bill-replies", "B ->"))),
      channelsTarget,
      context,
    );
    expect(diagnostics).toEqual([
      {
        code: "duplicate-step-name",
        severity: "error",
        at: { construct: "shop/orders/bill-replies" },
        message: '"bill-replies" is the name of one of this Pipeline\'s own Channels, and of a step too.',
        mend: 'Give one of them a name of its own: `.to(…, { name: "bill-replies-2" })`.',
      },
    ]);
  });
});
