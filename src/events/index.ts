// Contracts and steps: what application repositories share.
export type { AnyContract, Contract, DraftOf, DraftOptions, EventOf, JsonSchema } from "./contract.ts";
export { defineEvent, type EventOptions, isContract } from "./define-event.ts";
export { PING_TYPE, pingEvent } from "./ping.ts";
export {
  type AnyStep,
  defineStep,
  type Handler,
  type HandlerResult,
  isStep,
  type NoReply,
  noReply,
  type Step,
  type StepContext,
  type StepOptions,
} from "./step.ts";

// The contracts of what sources emit, one function a family; pingEvent is one of them.
export {
  API_SERVER_EVENTS,
  type ApiServerData,
  apiServerEvent,
  type ApiServerEventName,
  type ApiServerType,
  type KubernetesObjectData,
  type ObjectReferenceData,
} from "./sources/api-server.ts";
export { AWS_SQS_TYPE, awsSqsEvent } from "./sources/aws-sqs.ts";
export { CAMEL_TYPE, camelEvent } from "./sources/camel.ts";
export { CRON_JOB_TYPE, cronJobEvent } from "./sources/cron-job.ts";
export { GITHUB_EVENTS, githubEvent, type GitHubEventName, type GitHubType } from "./sources/github.ts";
export {
  GITLAB_EVENTS,
  GITLAB_HOOKS,
  gitlabEvent,
  type GitLabEventName,
  type GitLabType,
} from "./sources/gitlab.ts";
export { auditLogEvent, type AuditLogEventOptions, type AuditLogType } from "./sources/google-audit-log.ts";
export { buildEvent, type BuildEventOptions, type BuildType } from "./sources/google-build.ts";
export {
  type MessagePublishedData,
  pubSubEvent,
  type PubSubEventOptions,
  type PubSubType,
} from "./sources/google-pub-sub.ts";
export {
  schedulerEvent,
  type SchedulerEventOptions,
  type SchedulerJobData,
  type SchedulerType,
} from "./sources/google-scheduler.ts";
export {
  STORAGE_EVENTS,
  storageEvent,
  type StorageEventName,
  type StorageEventOptions,
  type StorageObjectData,
  type StorageType,
} from "./sources/google-storage.ts";
export {
  INTEGRATION_EVENTS,
  integrationEvent,
  type IntegrationEventName,
  type IntegrationEventOptions,
  type IntegrationType,
} from "./sources/integration.ts";
export { KAFKA_TYPE, kafkaEvent } from "./sources/kafka.ts";
export { RABBITMQ_TYPE, rabbitmqEvent } from "./sources/rabbitmq.ts";
export { REDIS_STREAM_TYPE, redisStreamEvent } from "./sources/redis-stream.ts";
export type { Naming, SourceEventOptions } from "./sources/source-event.ts";

// Events as values.
export type { AttributeValue, EventDraft, TypedEvent, WireEvent } from "./event.ts";
export { EventError, type EventErrorCode } from "./event-error.ts";
export {
  type ErrorAnswer,
  FinalError,
  type FinalErrorOptions,
  RetriableError,
  type RetriableErrorOptions,
  statusOf,
} from "./handler-errors.ts";
export type { StandardIssue, StandardResult, StandardSchema } from "./standard-schema.ts";

// For code written against the `cloudevents` package, which is loaded with the first call.
export { toCloudEvent } from "./http/cloudevents-package.ts";
