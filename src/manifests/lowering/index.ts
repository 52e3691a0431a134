export {
  brokerChannelName,
  brokerChannelTemplate,
  type BrokerSurroundings,
  type LoweredBroker,
  lowerBroker,
  triggerDelivery,
  triggerSubscriptionName,
} from "./broker.ts";
export { channelServiceName, lowerChannel, lowerInMemoryChannel } from "./channel.ts";
export { type ChannelTemplate, readChannelTemplate } from "./channel-template.ts";
export { containerSourceNames, lowerContainerSource } from "./container-source.ts";
export { eventTransformChildName, lowerEventTransform } from "./event-transform.ts";
export { integrationSinkChildName, lowerIntegrationSink } from "./integration-sink.ts";
export { containerSourceName, lowerIntegrationSource } from "./integration-source.ts";
export { lowerParallel, parallelNames } from "./parallel.ts";
export { lowerSequence, sequenceChildName } from "./sequence.ts";
export { lowerSinkBinding } from "./sink-binding.ts";
export { lowerSubscription, physicalDelivery, type Resolve, type ResolvedDestination } from "./subscription.ts";
