import { Duration } from "cdk8s";
import { expect, test } from "vitest";
import {
  auditLogEvent,
  CloudAuditLogsSource,
  CloudBuildSource,
  CloudPubSubSource,
  CloudSchedulerSource,
  CloudStorageSource,
  external,
  ObjectFinalized,
  Pipeline,
  pubSubEvent,
  storageEvent,
} from "../../../constructs/index.ts";
import { refusal, rendered, shop } from "../harness.ts";

const sink = external("ledger", { uri: "http://ledger.example.com/" });

test("render their specs, claim today's types, and warn that nobody maintains them", () => {
  const { yaml, findings } = rendered((chart) => {
    new CloudPubSubSource(chart, "topic", {
      topic: "orders",
      ackDeadline: Duration.seconds(45),
      retainAckedMessages: true,
      retentionDuration: Duration.days(2),
      project: "shop-1",
      credentials: { serviceAccountName: "reader" },
      extensions: { team: "shop" },
      sink,
      metadata: { name: "topic" },
    });
    new CloudStorageSource(chart, "bucket", {
      bucket: "pictures",
      events: [storageEvent("finalized"), storageEvent("deleted")],
      objectNamePrefix: "in/",
      credentials: { secret: { name: "google", key: "key.json" } },
      sink,
      metadata: { name: "bucket" },
    });
    new CloudSchedulerSource(chart, "job", {
      location: "us-central1",
      schedule: "0 16 * * *",
      data: "report",
      sink,
      metadata: { name: "job" },
    });
    new CloudAuditLogsSource(chart, "audit", {
      serviceName: "storage.googleapis.com",
      methodName: "storage.objects.create",
      resourceName: "projects/_/buckets/pictures",
      event: auditLogEvent(),
      sink,
      metadata: { name: "audit" },
    });
    new CloudBuildSource(chart, "build", { sink, metadata: { name: "build" } });
  });
  expect(findings).toEqual(Array.from({ length: 5 }, () => "warning unmaintained-kind kind"));
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: events.cloud.google.com/v1
    kind: CloudPubSubSource
    metadata:
      annotations:
        sluice.dev/emits: google.cloud.pubsub.topic.v1.messagePublished@sha256-f635ec4844245d12656dcc5ab773b7a3c91e16cf570bddda89b35e8d47089548
        sluice.dev/external: '[{"uri":"http://ledger.example.com/","name":"ledger"}]'
      name: topic
      namespace: shop
    spec:
      ackDeadline: 45s
      ceOverrides:
        extensions:
          team: shop
      project: shop-1
      retainAckedMessages: true
      retentionDuration: 172800s
      serviceAccountName: reader
      sink:
        uri: http://ledger.example.com/
      topic: orders
    ---
    apiVersion: events.cloud.google.com/v1
    kind: CloudStorageSource
    metadata:
      annotations:
        sluice.dev/emits: google.cloud.storage.object.v1.finalized@sha256-fabcad9265d9f126ed6be852c3a409b222c9e0f376ae17eb7b8e48565b3619a8,google.cloud.storage.object.v1.deleted@sha256-fabcad9265d9f126ed6be852c3a409b222c9e0f376ae17eb7b8e48565b3619a8
        sluice.dev/external: '[{"uri":"http://ledger.example.com/","name":"ledger"}]'
      name: bucket
      namespace: shop
    spec:
      bucket: pictures
      eventTypes:
        - google.cloud.storage.object.v1.finalized
        - google.cloud.storage.object.v1.deleted
      objectNamePrefix: in/
      secret:
        key: key.json
        name: google
      sink:
        uri: http://ledger.example.com/
    ---
    apiVersion: events.cloud.google.com/v1
    kind: CloudSchedulerSource
    metadata:
      annotations:
        sluice.dev/emits: google.cloud.scheduler.job.v1.executed@sha256-a7fc73f1665d673d6c2bd452b8a6377342913977b04bcdcb53117d070633a92d
        sluice.dev/external: '[{"uri":"http://ledger.example.com/","name":"ledger"}]'
      name: job
      namespace: shop
    spec:
      data: report
      location: us-central1
      schedule: 0 16 * * *
      sink:
        uri: http://ledger.example.com/
    ---
    apiVersion: events.cloud.google.com/v1
    kind: CloudAuditLogsSource
    metadata:
      annotations:
        sluice.dev/emits: google.cloud.audit.log.v1.written
        sluice.dev/external: '[{"uri":"http://ledger.example.com/","name":"ledger"}]'
      name: audit
      namespace: shop
    spec:
      methodName: storage.objects.create
      resourceName: projects/_/buckets/pictures
      serviceName: storage.googleapis.com
      sink:
        uri: http://ledger.example.com/
    ---
    apiVersion: events.cloud.google.com/v1
    kind: CloudBuildSource
    metadata:
      annotations:
        sluice.dev/emits: google.cloud.cloudbuild.build.v1.statusChanged
        sluice.dev/external: '[{"uri":"http://ledger.example.com/","name":"ledger"}]'
      name: build
      namespace: shop
    spec:
      sink:
        uri: http://ledger.example.com/
    "
  `);
});

test("flow into the steps of the processing pipelines", () => {
  const chart = shop();
  const resize = external("resize", { uri: "http://resize/", accepts: [ObjectFinalized] });
  const source = new CloudStorageSource(chart, "bucket", { bucket: "pictures", events: [ObjectFinalized] });
  new Pipeline(chart, "images", { from: source, flow: (objects) => objects.to(resize) });
  const published = new CloudPubSubSource(chart, "topic", { topic: "orders" });
  const store = external("store", { uri: "http://store/", accepts: [pubSubEvent()] });
  new Pipeline(chart, "orders", { from: published, flow: (messages) => messages.to(store) });
  expect(published.emits[0]?.schemaHash).toBe(pubSubEvent().schemaHash);
});

test("refuse the names of releases that had another API", () => {
  const legacy = storageEvent("finalized", { naming: "legacy" });
  // @ts-expect-error -- an older name
  expect(refusal(() => new CloudStorageSource(shop(), "b", { bucket: "b", events: [legacy] }))).toMatchObject({
    code: "impossible-emission",
    message: 'This CloudStorageSource cannot send "com.google.cloud.storage.object.finalize".',
  });
  const event = pubSubEvent({ naming: "legacy" });
  // @ts-expect-error -- an older name
  expect(refusal(() => new CloudPubSubSource(shop(), "t", { topic: "t", event })).code).toBe("impossible-emission");
});
