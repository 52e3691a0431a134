import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AuthoringError } from "../../../src/diagnostics/index.ts";
import {
  API_SERVER_EVENTS,
  apiServerEvent,
  auditLogEvent,
  awsSqsEvent,
  buildEvent,
  camelEvent,
  type Contract,
  cronJobEvent,
  EventError,
  GITHUB_EVENTS,
  githubEvent,
  type GitHubEventName,
  GITLAB_EVENTS,
  GITLAB_HOOKS,
  gitlabEvent,
  integrationEvent,
  kafkaEvent,
  type KubernetesObjectData,
  pingEvent,
  pubSubEvent,
  rabbitmqEvent,
  redisStreamEvent,
  schedulerEvent,
  storageEvent,
  STORAGE_EVENTS,
} from "../../../src/events/index.ts";

/** What a contract tells people. */
function told({ type, sourceFormat, subjectFormat, extensions }: Contract) {
  return { type, source: sourceFormat, subject: subjectFormat, extensions: Object.keys(extensions) };
}

describe("the contract of a source's events", () => {
  it.each([
    [pingEvent(), "dev.knative.sources.ping", "/apis/v1/namespaces/<namespace>/pingsources/<name>", undefined, ""],
    [
      kafkaEvent(),
      "dev.knative.kafka.event",
      "/apis/v1/namespaces/<namespace>/kafkasources/<name>#<topic>",
      "partition:<partition>#<offset>",
      "key partitionkey",
    ],
    [
      rabbitmqEvent(),
      "dev.knative.rabbitmq.event",
      "/apis/v1/namespaces/<namespace>/rabbitmqsources/<name>#<queue>",
      "the event's id, which is the message's id where it has one",
      "",
    ],
    [redisStreamEvent(), "dev.knative.sources.redisstream", "<address>/<stream>", undefined, ""],
    [
      githubEvent("push"),
      "dev.knative.source.github.push",
      "https://github.com/<owner>/<repository>",
      "last part of the compare URL, such as a10867b14bb7...000000000000",
      "owner repository sender installation pusher ref created deleted forced",
    ],
    [
      githubEvent("issues"),
      "dev.knative.source.github.issues",
      "https://github.com/<owner>/<repository>",
      "number of the issue",
      "owner repository sender action label assignee",
    ],
    [
      gitlabEvent("confidential_issue"),
      "dev.knative.sources.gitlab.confidential_issue",
      "<the source's projectUrl>",
      undefined,
      "comgitlabevent",
    ],
    [awsSqsEvent(), "aws.sqs.message", "<URL of the queue>", undefined, ""],
    [
      integrationEvent("aws-ddb-streams"),
      "dev.knative.eventing.aws-ddb-streams",
      "dev.knative.eventing.aws-ddb-streams-source",
      "aws-ddb-streams-source",
      "",
    ],
    [
      integrationEvent("timer", { naming: "legacy" }),
      "dev.knative.connector.event.timer",
      "dev.knative.connector.event.timer-source",
      "timer-source",
      "",
    ],
    [camelEvent(), "org.apache.camel.event", "<chosen by Camel>", undefined, ""],
    [
      cronJobEvent(),
      "dev.knative.cronjob.event",
      "/apis/v1/namespaces/<namespace>/cronjobsources/<name>",
      undefined,
      "",
    ],
    [
      pubSubEvent(),
      "google.cloud.pubsub.topic.v1.messagePublished",
      "//pubsub.googleapis.com/projects/<project>/topics/<topic>",
      undefined,
      "topic",
    ],
    [
      pubSubEvent({ naming: "legacy" }),
      "com.google.cloud.pubsub.topic.publish",
      "//pubsub.googleapis.com/projects/<project>/topics/<topic>",
      undefined,
      "",
    ],
    [
      storageEvent("finalized"),
      "google.cloud.storage.object.v1.finalized",
      "//storage.googleapis.com/projects/_/buckets/<bucket>",
      "objects/<name of the object>",
      "bucket",
    ],
    [
      storageEvent("finalized", { naming: "legacy" }),
      "com.google.cloud.storage.object.finalize",
      "//storage.googleapis.com/buckets/<bucket>",
      "<name of the object>",
      "",
    ],
    [
      schedulerEvent(),
      "google.cloud.scheduler.job.v1.executed",
      "//cloudscheduler.googleapis.com/projects/<project>/locations/<location>/jobs/<job>",
      undefined,
      "",
    ],
    [
      auditLogEvent({ naming: "legacy" }),
      "com.google.cloud.auditlog.event",
      "//cloudaudit.googleapis.com/projects/<project>/logs/<activity or data_access>",
      "<serviceName>/<resourceName>",
      "servicename methodname resourcename",
    ],
    [
      buildEvent({ naming: "legacy" }),
      "com.google.cloud.build.event",
      "//cloudbuild.googleapis.com/projects/<project>/builds/<id>",
      "<the build's status>",
      "",
    ],
  ] as const)(
    "tells its type, source, subject and extension attributes: $type",
    (contract, type, source, subject, extensions) => {
      expect(told(contract)).toEqual({
        type,
        source,
        subject,
        extensions: extensions === "" ? [] : extensions.split(" "),
      });
    },
  );

  it("has the other names of each family too", () => {
    expect(schedulerEvent({ naming: "legacy" }).type).toBe("com.google.cloud.scheduler.job.execute");
    expect(auditLogEvent().type).toBe("google.cloud.audit.log.v1.written");
    expect(buildEvent().type).toBe("google.cloud.cloudbuild.build.v1.statusChanged");
    expect(API_SERVER_EVENTS.map((name) => apiServerEvent(name).type)).toEqual(
      ["ref", "resource"].flatMap((kind) =>
        ["add", "update", "delete"].map((change) => `dev.knative.apiserver.${kind}.${change}`),
      ),
    );
    expect(STORAGE_EVENTS.map((name) => storageEvent(name, { naming: "legacy" }).type)).toEqual(
      ["finalize", "archive", "delete", "metadataUpdate"].map((word) => `com.google.cloud.storage.object.${word}`),
    );
    expect(GITHUB_EVENTS).toHaveLength(34);
    expect(Object.keys(GITLAB_HOOKS)).toEqual(GITLAB_EVENTS);
  });

  it("is typed by its author's schema, and adds what the author's overrides add", () => {
    const Pushed = githubEvent("push", {
      data: z.object({ ref: z.string() }),
      extensions: { team: "who looks after the repository" },
    });
    const event = { id: "1", source: "https://github.com/a/b", type: Pushed.type, data: { ref: "refs/heads/main" } };
    expect(Pushed.parse(event).data.ref).toBe("refs/heads/main");
    expect(Pushed.extensions.team).toBe("who looks after the repository");
    expect(() => Pushed.parse({ ...event, data: {} })).toThrow(EventError);
  });
});

describe("data whose shape the source fixes", () => {
  const parsed = (contract: Contract, data: unknown): unknown => {
    try {
      return contract.parse({ id: "1", source: "s", type: contract.type, data }).data;
    } catch (error) {
      if (EventError.is(error)) return error.message;
      throw error;
    }
  };

  it("passes as it is, with what nobody declared", () => {
    const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "a", labels: {} }, spec: {} };
    expect(parsed(apiServerEvent("resource.add"), pod)).toBe(pod);
    const object = { bucket: "b", name: "n", size: "3", cacheControl: "no-store" };
    expect(parsed(storageEvent("deleted"), object)).toBe(object);
    const message = { messageId: "1", publishTime: "2024-01-01T00:00:00Z", attributes: { a: "b" } };
    expect(parsed(pubSubEvent(), { subscription: "s", message })).toEqual({ subscription: "s", message });
    expect(parsed(schedulerEvent(), { custom_data: "e30=" })).toEqual({ custom_data: "e30=" });
    expect(parsed(redisStreamEvent(), ["fruit", "banana"])).toEqual(["fruit", "banana"]);
  });

  it("is refused with the place of every fault", () => {
    const said = (type: string, what: string) =>
      `The data of this "${type}" event is not what its contract says: ${what}.`;
    const add = apiServerEvent("ref.add");
    expect(parsed(add, { kind: 1 })).toBe(
      said(add.type, "data.apiVersion: is missing; data.name: is missing; data.kind: must be a text"),
    );
    expect(parsed(apiServerEvent("resource.add"), [])).toContain("data: must be an object");
    expect(parsed(redisStreamEvent(), ["a", 1])).toContain("data.1: must be a text");
    expect(parsed(redisStreamEvent(), { a: 1 })).toContain("data: must be a list");
    expect(
      parsed(pubSubEvent(), { subscription: "s", message: { messageId: "1", publishTime: "t", attributes: { a: 1 } } }),
    ).toContain("data.message.attributes.a: must be a text");
    expect(parsed(storageEvent("finalized"), JSON.parse('{"__proto__":1,"bucket":"b"}'))).toContain(
      "data.name: is missing",
    );
  });

  it("has a JSON Schema and so a hash; the older names have none, nor data nobody fixes", () => {
    expect(redisStreamEvent().jsonSchema).toEqual({ type: "array", items: { type: "string" } });
    expect(storageEvent("finalized").schemaHash).toMatch(/^sha256-[0-9a-f]{64}$/);
    expect(storageEvent("finalized", { naming: "legacy" }).schemaHash).toBeUndefined();
    expect(githubEvent("push").schemaHash).toBeUndefined();
  });

  it("gives way to the author's schema", () => {
    const Pod = apiServerEvent("resource.add", { data: z.object({ kind: z.literal("Pod") }) });
    expect(parsed(Pod, { kind: "Pod" })).toEqual({ kind: "Pod" });
    const object: KubernetesObjectData = { apiVersion: "v1", kind: "Pod", metadata: { name: "a" } };
    expect(apiServerEvent("resource.add").create(object).data).toBe(object);
  });
});

describe("a name that a source does not send", () => {
  const refusal = (act: () => unknown) => {
    try {
      return act();
    } catch (error) {
      if (AuthoringError.is(error)) return error.diagnostic;
      throw error;
    }
  };

  it("is refused with what was likely meant", () => {
    expect(refusal(() => githubEvent("pussh" as GitHubEventName))).toEqual({
      code: "unknown-event-name",
      severity: "error",
      at: {},
      message: 'A GitHubSource sends no event "pussh".',
      mend: 'Did you mean "push"?',
    });
  });

  it("is refused with all there are, where none is near", () => {
    // @ts-expect-error -- no such name
    expect(refusal(() => storageEvent("created"))).toMatchObject({
      message: 'Cloud Storage sends no event "created".',
      mend: "Write one of finalized, archived, deleted, metadataUpdated.",
    });
    // @ts-expect-error -- a name every object has
    expect(refusal(() => gitlabEvent("constructor"))).toMatchObject({ code: "unknown-event-name" });
  });
});
