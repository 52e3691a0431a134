import { Duration } from "cdk8s";
import { expect, test } from "vitest";
import { z } from "zod";
import { Channel, defineEvent, external, Parallel, Pipeline } from "../../../constructs/index.ts";
import { refusal, shop, yamlOf } from "../harness.ts";

const Placed = defineEvent("dev.shop.placed", { data: z.object({ order: z.string() }) });
const Billed = defineEvent("dev.shop.billed");
const Noted = defineEvent("dev.shop.noted");
const check = external("check", { uri: "http://check/", accepts: [Placed], replies: [Placed] });
const bill = external("bill", { uri: "http://bill/", accepts: [Placed], replies: [Billed] });
const note = external("note", { uri: "http://note/", accepts: [Placed], replies: [Noted] });
const failures = external("failures", { uri: "http://failures/" });

test("writes its branches, template and reply, and declares each contract once", () => {
  const yaml = yamlOf((chart) => {
    const notes = new Channel(chart, "notes", { carries: Noted, metadata: { name: "notes" } });
    new Parallel(chart, "orders", {
      carries: Placed,
      branches: [
        { filter: check, subscriber: bill, delivery: { retry: 3, deadLetterSink: failures } },
        { subscriber: note, reply: notes },
      ],
      channelTemplate: { delivery: { retry: 1, deadLetterSink: failures } },
      reply: external("ledger", { uri: "http://ledger/" }),
      metadata: { name: "orders" },
    });
  });
  const [channel, noted, parallel, ...types] = yaml.split("---\n");
  expect([channel, noted].map((document) => / {2}name: (.*)\n/.exec(document ?? "")?.[1])).toEqual([
    "notes",
    expect.stringMatching(/^notes-dev-shop-noted-/),
  ]);
  expect(parallel).toMatchInlineSnapshot(`
    "apiVersion: flows.knative.dev/v1
    kind: Parallel
    metadata:
      annotations:
        sluice.dev/external: '[{"uri":"http://check/","name":"check","accepts":["dev.shop.placed@sha256-5091b8ea1c29a70fb6e11ee65a800dca3f21f3c39c92de60252adf669041fad8"],"replies":["dev.shop.placed@sha256-5091b8ea1c29a70fb6e11ee65a800dca3f21f3c39c92de60252adf669041fad8"]},{"uri":"http://bill/","name":"bill","accepts":["dev.shop.placed@sha256-5091b8ea1c29a70fb6e11ee65a800dca3f21f3c39c92de60252adf669041fad8"],"replies":["dev.shop.billed"]},{"uri":"http://failures/","name":"failures"},{"uri":"http://note/","name":"note","accepts":["dev.shop.placed@sha256-5091b8ea1c29a70fb6e11ee65a800dca3f21f3c39c92de60252adf669041fad8"],"replies":["dev.shop.noted"]},{"uri":"http://ledger/","name":"ledger"}]'
      name: orders
      namespace: shop
    spec:
      branches:
        - delivery:
            deadLetterSink:
              uri: http://failures/
            retry: 3
          filter:
            uri: http://check/
          subscriber:
            uri: http://bill/
        - reply:
            ref:
              apiVersion: messaging.knative.dev/v1
              kind: Channel
              name: notes
          subscriber:
            uri: http://note/
      channelTemplate:
        apiVersion: messaging.knative.dev/v1
        kind: InMemoryChannel
        spec:
          delivery:
            deadLetterSink:
              uri: http://failures/
            retry: 1
      reply:
        uri: http://ledger/
    "
  `);
  expect(types.map((type) => / {2}name: (.*)-[0-9a-f]{8}\n/.exec(type)?.[1])).toEqual([
    "orders-dev-shop-placed",
    "orders-dev-shop-billed",
    "orders-dev-shop-noted",
  ]);
});

test("emits what branches reply that have no reply of their own, to the Pipeline that starts from it", () => {
  const chart = shop();
  const orders = new Parallel(chart, "orders", {
    branches: [{ subscriber: bill }, { subscriber: note, reply: failures }],
  });
  expect(orders.emits).toEqual([Billed]);
  const ship = external("ship", { uri: "http://ship/", accepts: [Billed] });
  new Pipeline(chart, "shipping", { target: "flows", from: orders, flow: (billed) => billed.to(ship) });
  expect(orders.object.toJson().spec.reply.ref).toMatchObject({
    kind: "Sequence",
    name: expect.stringMatching(/shipping-steps/),
  });
});

test("refuses a duration that would be cut, with the branch it is written on", () => {
  const delivery = { timeout: Duration.millis(50) };
  expect(
    refusal(() => new Parallel(shop(), "orders", { branches: [{ subscriber: bill }, { subscriber: note, delivery }] })),
  ).toMatchObject({ code: "duration-cut", field: "spec.branches[1].delivery.timeout" });
});
