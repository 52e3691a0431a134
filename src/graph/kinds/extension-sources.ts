import { AWS_SQS_TYPE } from "../../events/sources/aws-sqs.ts";
import { GITLAB_HOOKS } from "../../events/sources/gitlab.ts";
import { KAFKA_TYPE } from "../../events/sources/kafka.ts";
import { RABBITMQ_TYPE } from "../../events/sources/rabbitmq.ts";
import { REDIS_STREAM_TYPE } from "../../events/sources/redis-stream.ts";
import { NO_DELIVERY, readDelivery } from "../delivery.ts";
import { endpointBase } from "../endpoint-base.ts";
import type { GraphObject } from "../graph-object.ts";
import { textsAt, tryListAt } from "../read.ts";
import { sinkHop } from "../source-hop.ts";
import type { GraphKind, HopContext } from "./graph-kind.ts";

/** What a kind of source sends. */
interface Emission {
  /** Its types, all that it can send by itself. */
  readonly types: (object: GraphObject) => readonly string[];
  /** Whether messages that already are CloudEvents pass as they are, so that any other type may come. */
  readonly forwards?: true;
}

/** Sources of Knative's extensions and of knative-gcp, by group and kind (sources.md §1.1, §2.1, §4–§7, §10). */
const EMISSIONS: Readonly<Record<string, Emission>> = {
  "sources.knative.dev/KafkaSource": { types: () => [KAFKA_TYPE], forwards: true },
  "sources.knative.dev/RabbitmqSource": { types: () => [RABBITMQ_TYPE], forwards: true },
  "sources.knative.dev/RedisStreamSource": { types: () => [REDIS_STREAM_TYPE] },
  // `source` here, `sources` at GitLab. The hook itself is announced with a ping that nobody asked for.
  "sources.knative.dev/GitHubSource": {
    types: (object) => [...new Set([...eventTypes(object), "ping"])].map((name) => `dev.knative.source.github.${name}`),
  },
  "sources.knative.dev/GitLabSource": {
    types: (object) => [...new Set(eventTypes(object).flatMap((hook) => GITLAB_TYPES.get(hook) ?? []))],
  },
  "sources.knative.dev/AwsSqsSource": { types: () => [AWS_SQS_TYPE] },
  "events.cloud.google.com/CloudPubSubSource": { types: () => ["google.cloud.pubsub.topic.v1.messagePublished"] },
  "events.cloud.google.com/CloudStorageSource": { types: eventTypes },
  "events.cloud.google.com/CloudSchedulerSource": { types: () => ["google.cloud.scheduler.job.v1.executed"] },
  "events.cloud.google.com/CloudAuditLogsSource": { types: () => ["google.cloud.audit.log.v1.written"] },
  "events.cloud.google.com/CloudBuildSource": { types: () => ["google.cloud.cloudbuild.build.v1.statusChanged"] },
};

/** What is asked of GitLab, as its adapter turns it into a type; `status.ceAttributes` says others (sources.md §6). */
const GITLAB_TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries(GITLAB_HOOKS).map(([name, hook]) => [hook, `dev.knative.sources.gitlab.${name}`]),
);

/** A source of an extension: what it states, as far as it can be, else all that its kind and its spec let it send. */
export const extensionSource: GraphKind = {
  groupKinds: Object.keys(EMISSIONS),
  endpoint(object, { settings }) {
    const base = endpointBase(object, settings);
    const { types, forwards } = EMISSIONS[object.groupKind] ?? { types: () => [] };
    const possible = types(object).map((type) => ({ type }));
    const stated = forwards
      ? base.emits
      : base.emits?.filter(({ type }) => possible.some((emitted) => emitted.type === type));
    const isStated = stated !== undefined && stated.length > 0;
    return {
      kind: "source",
      ...base,
      accepts: [],
      replies: [],
      emits: isStated ? stated : possible,
      ceOverrides: textsAt(object.spec, "ceOverrides", "extensions"),
      ...(forwards && !isStated ? { forwardsEvents: true } : {}),
    };
  },
  hops: deliveringHop,
};

/** A KafkaSource and a RabbitmqSource carry a delivery; only the former's may name a dead-letter sink (sources.md §1.1, §2.1). */
function deliveringHop(object: GraphObject, context: HopContext): ReturnType<typeof sinkHop> {
  const written = readDelivery(object, "spec.delivery", object.spec.delivery, context.resolver);
  if (written === undefined) return sinkHop(object, context);
  return sinkHop(object, context).map((hop) => ({
    ...hop,
    delivery: written.delivery ?? NO_DELIVERY,
    carriesDelivery: object.kind === "KafkaSource",
    ...(written.unresolved ? { unresolved: true as const } : {}),
  }));
}

function eventTypes(object: GraphObject): readonly string[] {
  return (tryListAt(object.spec, "eventTypes") ?? []).filter((name) => typeof name === "string");
}
