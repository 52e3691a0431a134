// Contracts and steps, as `sluice/events` gives them.
export {
  type AnyContract,
  type AnyStep,
  type Contract,
  type DraftOf,
  type DraftOptions,
  defineEvent,
  defineStep,
  type EventDraft,
  EventError,
  type EventErrorCode,
  type EventOf,
  type EventOptions,
  type Handler,
  type HandlerResult,
  isContract,
  isStep,
  type NoReply,
  noReply,
  PING_TYPE,
  pingEvent,
  type StandardSchema,
  type Step,
  type StepContext,
  type StepOptions,
  type TypedEvent,
} from "../src/events/index.ts";

// The contracts of what sources emit.
export {
  API_SERVER_EVENTS,
  type ApiServerData,
  apiServerEvent,
  type ApiServerEventName,
  type ApiServerType,
  auditLogEvent,
  type AuditLogEventOptions,
  type AuditLogType,
  AWS_SQS_TYPE,
  awsSqsEvent,
  buildEvent,
  type BuildEventOptions,
  type BuildType,
  CAMEL_TYPE,
  camelEvent,
  CRON_JOB_TYPE,
  cronJobEvent,
  GITHUB_EVENTS,
  githubEvent,
  type GitHubEventName,
  type GitHubType,
  GITLAB_EVENTS,
  GITLAB_HOOKS,
  gitlabEvent,
  type GitLabEventName,
  type GitLabType,
  INTEGRATION_EVENTS,
  integrationEvent,
  type IntegrationEventName,
  type IntegrationEventOptions,
  type IntegrationType,
  KAFKA_TYPE,
  kafkaEvent,
  type KubernetesObjectData,
  type MessagePublishedData,
  type Naming,
  type ObjectReferenceData,
  pubSubEvent,
  type PubSubEventOptions,
  type PubSubType,
  RABBITMQ_TYPE,
  rabbitmqEvent,
  REDIS_STREAM_TYPE,
  redisStreamEvent,
  schedulerEvent,
  type SchedulerEventOptions,
  type SchedulerJobData,
  type SchedulerType,
  type SourceEventOptions,
  STORAGE_EVENTS,
  storageEvent,
  type StorageEventName,
  type StorageEventOptions,
  type StorageObjectData,
  type StorageType,
} from "../src/events/index.ts";

// Faults.
export {
  AuthoringError,
  type Diagnostic,
  type ObjectRef,
  type Place,
  type Severity,
} from "../src/diagnostics/index.ts";
export { SynthError } from "./adapter/synth-error.ts";

// What can be named as a sink, subscriber or source.
export type {
  Addressable,
  DestinationSpec,
  EventSource,
  ObjectReference,
  Subscriber,
} from "./core/addressable.ts";
export { acknowledge, type AcknowledgeProps } from "./core/acknowledge.ts";
export { type ExternalAddress, type ExternalOptions, external } from "./core/external.ts";

// Containers.
export type {
  ContainerProps,
  ContainerResources,
  EnvValue,
  KeyReference,
  KeyToPath,
  MountedVolume,
  ResourceAmounts,
  VolumeSource,
} from "./core/container.ts";
export type { LocalService } from "../src/manifests/manifest.ts";

// Serving.
export { Configuration, type ConfigurationProps } from "./serving/configuration.ts";
export { DomainMapping, type DomainMappingProps } from "./serving/domain-mapping.ts";
export type { FromDeploymentOptions } from "./serving/from-deployment.ts";
export {
  ExistingKnativeService,
  KnativeService,
  type KnativeServiceFromNameOptions,
  type KnativeServiceProps,
  type ServiceFromDeployment,
} from "./serving/knative-service.ts";
export { Revision } from "./serving/revision.ts";
export type { RevisionProps } from "./serving/revision-template.ts";
export { Route, type RouteProps, type RouteShare } from "./serving/route.ts";
export { Traffic, type TrafficShare } from "./serving/traffic.ts";
export type { ScaleProps } from "./serving/scale.ts";

// Eventing.
export { type Backoff, type DeliveryProps, exponential, linear } from "./eventing/delivery.ts";
export { Broker, BrokerBase, type BrokerFromNameOptions, type BrokerProps } from "./eventing/broker.ts";
export type { AttributeValues, EventFilter } from "./eventing/event-filter.ts";
export { EventPolicy, type EventPolicyProps, type PolicyOrigin, type PolicyTarget } from "./eventing/event-policy.ts";
export {
  EventTransform,
  type EventTransformProps,
  type TransformReply,
  type TransformStep,
} from "./eventing/event-transform.ts";
export { EventType, type EventTypeProps } from "./eventing/event-type.ts";
export type {
  ConfigMapReference,
  KafkaBrokerConfig,
  KafkaBrokerProps,
  KafkaNamespacedBrokerProps,
} from "./eventing/kafka-broker.ts";
export type {
  RabbitmqBrokerConfig,
  RabbitmqBrokerConfigReference,
  RabbitmqBrokerProps,
  RabbitmqIngressAmounts,
} from "./eventing/rabbitmq-broker.ts";
export type { RabbitmqClusterReference } from "./core/rabbitmq.ts";
export { RequestReply, type RequestReplyProps } from "./eventing/request-reply.ts";
export { type BrokerFilter, Subscribing, type SubscribingOptions } from "./eventing/subscribing.ts";
export { Trigger, type TriggerableBroker, type TriggerProps } from "./eventing/trigger.ts";

// Messaging.
export {
  Channel,
  type ChannelFromNameOptions,
  type ChannelProps,
  type CarryingProps,
} from "./messaging/channel.ts";
export { ChannelBase, type SubscribeOptions, type TakingReplies } from "./messaging/channel-base.ts";
export type { ChannelKind, ChannelTemplateProps } from "./messaging/channel-template.ts";
export { InMemoryChannel, type InMemoryChannelProps } from "./messaging/in-memory-channel.ts";
export { KafkaChannel, type KafkaChannelProps } from "./messaging/kafka-channel.ts";
export {
  type JetStreamConsumerProps,
  type JetStreamProps,
  NatsJetStreamChannel,
  type NatsJetStreamChannelProps,
} from "./messaging/nats-jet-stream-channel.ts";
export { type SubscribableChannel, Subscription, type SubscriptionProps } from "./messaging/subscription.ts";

// Flows.
export { FlowObject, type FlowObjectProps } from "./flows/flow-object.ts";
export {
  type Branched,
  type BranchReplies,
  Parallel,
  type ParallelBranchProps,
  type ParallelProps,
} from "./flows/parallel.ts";
export {
  type Chained,
  type LastReplies,
  Sequence,
  type SequenceProps,
  type SequenceStep,
  type SequenceStepProps,
} from "./flows/sequence.ts";

// Sources.
export {
  type ApiServerContract,
  type ApiServerEmits,
  type ApiServerMode,
  type ApiServerModeType,
  ApiServerSource,
  type ApiServerSourceProps,
  type WatchedResource,
} from "./sources/api-server-source.ts";
export { type AwsSqsContract, AwsSqsSource, type AwsSqsSourceProps } from "./sources/aws-sqs-source.ts";
export {
  type AuditLogContract,
  CloudAuditLogsSource,
  type CloudAuditLogsSourceProps,
} from "./sources/cloud-audit-logs-source.ts";
export { type BuildContract, CloudBuildSource, type CloudBuildSourceProps } from "./sources/cloud-build-source.ts";
export {
  CloudPubSubSource,
  type CloudPubSubSourceProps,
  type PubSubContract,
} from "./sources/cloud-pub-sub-source.ts";
export {
  CloudSchedulerSource,
  type CloudSchedulerSourceProps,
  type SchedulerContract,
} from "./sources/cloud-scheduler-source.ts";
export {
  CloudStorageSource,
  type CloudStorageSourceProps,
  type StorageContract,
} from "./sources/cloud-storage-source.ts";
export { ContainerSource, type ContainerSourceProps } from "./sources/container-source.ts";
export { type GitHubContract, GitHubSource, type GitHubSourceProps } from "./sources/github-source.ts";
export { type GitLabContract, GitLabSource, type GitLabSourceProps } from "./sources/gitlab-source.ts";
export type { GoogleCredentials, GoogleSourceProps } from "./sources/google-source.ts";
export {
  type AwsDynamoDbStreamsConnector,
  type AwsS3SourceConnector,
  type AwsSqsSourceConnector,
  type IntegrationContract,
  type IntegrationEventOf,
  IntegrationSource,
  type IntegrationSourceConnector,
  type IntegrationSourceProps,
  type TimerConnector,
} from "./sources/integration-source.ts";
export type { AwsAuth, AwsEndpoint, AwsS3Connector, AwsSqsConnector } from "./core/aws.ts";
export {
  type KafkaAutoscaling,
  type KafkaSasl,
  KafkaSource,
  type KafkaSourceProps,
  type KafkaTls,
} from "./sources/kafka-source.ts";
export { Pipe, type PipePart, type PipeProps } from "./sources/pipe.ts";
export { RabbitmqSource, type RabbitmqSourceProps } from "./sources/rabbitmq-source.ts";
export type { RedisStreamProps, RedisTls } from "./core/redis.ts";
export {
  type RedisStreamContract,
  RedisStreamSource,
  type RedisStreamSourceProps,
} from "./sources/redis-stream-source.ts";
export { type BoundSubject, SinkBinding, type SinkBindingProps } from "./sources/sink-binding.ts";
export { SourceBase, type SourceObjectProps } from "./sources/source-base.ts";
export { type PingContract, type PingData, PingSource, type PingSourceProps } from "./sources/ping-source.ts";
export type { SourceProps } from "./sources/sink.ts";

// Sinks.
export {
  type AwsSnsConnector,
  IntegrationSink,
  type IntegrationSinkConnector,
  type IntegrationSinkProps,
  type LogConnector,
} from "./sinks/integration-sink.ts";
export { JobSink, type JobSinkProps } from "./sinks/job-sink.ts";
export { KafkaSink, type KafkaSinkProps } from "./sinks/kafka-sink.ts";
export {
  type RedisStreamEntryContract,
  RedisStreamSink,
  type RedisStreamSinkProps,
} from "./sinks/redis-stream-sink.ts";
export { SinkBase, type SinkProps, type SinkStep } from "./sinks/sink-base.ts";

// The objects exactly as Kubernetes takes them, every field typed.
export {
  ApiServerSourceObject,
  type ApiServerSourceObjectProps,
  AwsSqsSourceObject,
  type AwsSqsSourceObjectProps,
  BrokerObject,
  type BrokerObjectProps,
  ChannelObject,
  type ChannelObjectProps,
  CloudAuditLogsSourceObject,
  type CloudAuditLogsSourceObjectProps,
  CloudBuildSourceObject,
  type CloudBuildSourceObjectProps,
  CloudPubSubSourceObject,
  type CloudPubSubSourceObjectProps,
  CloudSchedulerSourceObject,
  type CloudSchedulerSourceObjectProps,
  CloudStorageSourceObject,
  type CloudStorageSourceObjectProps,
  ConfigurationObject,
  type ConfigurationObjectProps,
  ContainerSourceObject,
  type ContainerSourceObjectProps,
  DomainMappingObject,
  type DomainMappingObjectProps,
  EventPolicyObject,
  type EventPolicyObjectProps,
  EventTransformObject,
  type EventTransformObjectProps,
  EventTypeObject,
  type EventTypeObjectProps,
  GitHubSourceObject,
  type GitHubSourceObjectProps,
  GitLabSourceObject,
  type GitLabSourceObjectProps,
  InMemoryChannelObject,
  type InMemoryChannelObjectProps,
  IntegrationSinkObject,
  type IntegrationSinkObjectProps,
  IntegrationSourceObject,
  type IntegrationSourceObjectProps,
  JobSinkObject,
  type JobSinkObjectProps,
  KafkaChannelObject,
  type KafkaChannelObjectProps,
  KafkaSinkObject,
  type KafkaSinkObjectProps,
  KafkaSourceObject,
  type KafkaSourceObjectProps,
  NatsJetStreamChannelObject,
  type NatsJetStreamChannelObjectProps,
  ParallelObject,
  type ParallelObjectProps,
  PingSourceObject,
  type PingSourceObjectProps,
  PipeObject,
  type PipeObjectProps,
  PubSubChannelObject,
  type PubSubChannelObjectProps,
  RabbitmqBrokerConfigObject,
  type RabbitmqBrokerConfigObjectProps,
  RabbitmqSourceObject,
  type RabbitmqSourceObjectProps,
  RedisStreamSinkObject,
  type RedisStreamSinkObjectProps,
  RedisStreamSourceObject,
  type RedisStreamSourceObjectProps,
  RequestReplyObject,
  type RequestReplyObjectProps,
  RevisionObject,
  type RevisionObjectProps,
  RouteObject,
  type RouteObjectProps,
  SequenceObject,
  type SequenceObjectProps,
  ServiceObject,
  type ServiceObjectProps,
  SinkBindingObject,
  type SinkBindingObjectProps,
  SubscriptionObject,
  type SubscriptionObjectProps,
  TriggerObject,
  type TriggerObjectProps,
} from "./generated/index.ts";

// Pipelines.
export {
  type AfterStep,
  type CaseOptions,
  type Cases,
  type Ended,
  type Entering,
  type Entry,
  type EventsOf,
  type FilterOptions,
  type Flow,
  type FlowCondition,
  type FlowEnd,
  type FlowFilter,
  type Left,
  type LegOptions,
  type MapOptions,
  type Passing,
  Pipeline,
  type PipelineProps,
  type Recorded,
  type ShimOption,
  type ShimProps,
  type Switched,
  type SwitchOptions,
} from "./pipeline/index.ts";

// Processing pipelines.
export {
  type ChartAxis,
  type ChartMark,
  type ChartSpec,
  type Folder,
  MailNotifier,
  type MailNotifierProps,
  ObjectFinalized,
  type ObjectFinalizedData,
  ObjectStore,
  type ObjectStoreProps,
  QueryCompleted,
  type QueryCompletedData,
  queryCompleted,
  type ReadyServiceProps,
  SharedFolder,
  type SharedFolderProps,
  SqlQuery,
  type SqlQueryProps,
  TableChart,
  type TableChartProps,
} from "./processing/index.ts";
