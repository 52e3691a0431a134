import { expect, test } from "vitest";
import { defineEvent, external, RedisStreamSource } from "../../../constructs/index.ts";
import { refusal, rendered, shop } from "../harness.ts";

const sink = external("ledger", { uri: "http://ledger.example.com/" });
const redis = { address: "rediss://redis.redis:6379", stream: "fruits" };

test("renders its stream, and claims the one type it sends", () => {
  const { yaml, findings } = rendered((chart) => {
    new RedisStreamSource(chart, "fruits", {
      ...redis,
      group: "shop",
      consumers: 2,
      tls: { skipVerify: false, caCert: { name: "redis", key: "ca.crt" } },
      extensions: { team: "shop" },
      sink,
      metadata: { name: "fruits" },
    });
  });
  expect(findings).toEqual([]);
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: sources.knative.dev/v1alpha1
    kind: RedisStreamSource
    metadata:
      annotations:
        sluice.dev/emits: dev.knative.sources.redisstream@sha256-681004346c78d5f384b654c986b4eda8fea28010db3be7da70b19aa0080f3ff9
        sluice.dev/external: '[{"uri":"http://ledger.example.com/","name":"ledger"}]'
      name: fruits
      namespace: shop
    spec:
      address: rediss://redis.redis:6379
      ceOverrides:
        extensions:
          team: shop
      consumers: 2
      dialOptions:
        caCert:
          secretKeyRef:
            key: ca.crt
            name: redis
        skipVerify: false
        useTLS: true
      group: shop
      sink:
        uri: http://ledger.example.com/
      stream: fruits
    "
  `);
});

test("refuses to claim another", () => {
  const event = defineEvent("dev.shop.fruit");
  // @ts-expect-error -- another type
  expect(refusal(() => new RedisStreamSource(shop(), "f", { ...redis, event })).code).toBe("impossible-emission");
});
