// A flow as data.
export type {
  DiscardNode,
  FanOutNode,
  FilterNode,
  Flow,
  FlowCondition,
  FlowDelivery,
  FlowDestination,
  FlowNode,
  MapNode,
  PublishNode,
  StepNode,
  SwitchCase,
  SwitchNode,
} from "./flow.ts";

// What becomes of it.
export { compile } from "./compile.ts";
export type {
  BrokerContext,
  CarryingBroker,
  ChannelsContext,
  ChannelTemplate,
  Compilation,
  FlowsContext,
  Lowered,
  LoweredObject,
  Target,
} from "./targets/target.ts";

// The targets.
export { BROKER_ID, brokerTarget } from "./targets/broker/index.ts";
export { channelsTarget } from "./targets/channels/index.ts";
export { flowsTarget } from "./targets/flows/index.ts";
