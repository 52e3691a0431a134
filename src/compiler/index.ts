// A flow as data.
export type {
  DiscardNode,
  FanOutNode,
  FilterNode,
  Flow,
  FlowDelivery,
  FlowDestination,
  FlowNode,
  PublishNode,
  StepNode,
} from "./flow.ts";

// What becomes of it.
export { compile } from "./compile.ts";
export type {
  BrokerContext,
  CarryingBroker,
  ChannelTemplate,
  Compilation,
  FlowsContext,
  Lowered,
  LoweredObject,
  Target,
} from "./targets/target.ts";

// The targets.
export { BROKER_ID, brokerTarget } from "./targets/broker/index.ts";
export { flowsTarget } from "./targets/flows/index.ts";
