import { expect, test } from "vitest";
import { z } from "zod";
import { defineEvent, RedisStreamSink, redisStreamEvent } from "../../../constructs/index.ts";
import { rendered, shop } from "../harness.ts";

const redis = { address: "redis://redis.redis:6379", stream: "fruits" };

test("renders its stream", () => {
  const { yaml, findings } = rendered((chart) => {
    new RedisStreamSink(chart, "fruits", {
      ...redis,
      tls: { cert: { name: "redis", key: "tls.crt" }, key: { name: "redis", key: "tls.key" } },
      accepts: [redisStreamEvent()],
      metadata: { name: "fruits" },
    });
  });
  expect(findings).toEqual([]);
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: sinks.knative.dev/v1alpha1
    kind: RedisStreamSink
    metadata:
      annotations:
        sluice.dev/accepts: dev.knative.sources.redisstream@sha256-681004346c78d5f384b654c986b4eda8fea28010db3be7da70b19aa0080f3ff9
        sluice.dev/replies: ""
      name: fruits
      namespace: shop
    spec:
      address: redis://redis.redis:6379
      dialOptions:
        cert:
          secretKeyRef:
            key: tls.crt
            name: redis
        key:
          secretKeyRef:
            key: tls.key
            name: redis
        useTLS: true
      stream: fruits
    "
  `);
});

test("takes no contract whose data it would lose", () => {
  const Fruit = defineEvent("dev.shop.fruit", { data: z.object({ color: z.string() }) });
  // @ts-expect-error -- an object is no list of texts
  const sink = new RedisStreamSink(shop(), "fruits", { ...redis, accepts: [Fruit] });
  expect(sink.step.replies).toEqual([]);
});
