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
export { insertShims, type WithShims } from "./insert-shims.ts";
export type {
  BrokerContext,
  CarryingBroker,
  ChannelsContext,
  ChannelTemplate,
  Compilation,
  FlowsContext,
  Lowered,
  LoweredObject,
  ShimAddress,
  ShimContext,
  ShimHosting,
  ShimProgram,
  Target,
} from "./targets/target.ts";

// The targets.
export { BROKER_ID, brokerTarget } from "./targets/broker/index.ts";
export { channelsTarget } from "./targets/channels/index.ts";
export { addressOf } from "./targets/shim/address-of.ts";
export { SHIM_FOLDER, SHIM_ID, shimTarget } from "./targets/shim/index.ts";
export { flowsTarget } from "./targets/flows/index.ts";
