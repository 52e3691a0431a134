export { buildGraph } from "./build.ts";
export type {
  Authorization,
  BrokerEndpoint,
  ChannelEndpoint,
  ContractInfo,
  ContractRef,
  Contracts,
  DanglingReference,
  EffectiveDelivery,
  Endpoint,
  EndpointId,
  EventGraph,
  EventTypeEntry,
  ExternalEndpoint,
  Hop,
  HopFilter,
  KnownAttributes,
  Link,
  Origin,
  PingSpec,
  SinkEndpoint,
  Sourced,
  SourceEndpoint,
  StatedOrigins,
  SubscriberEndpoint,
  Target,
  WrittenObject,
} from "./graph.ts";
export { isDurable } from "./durability.ts";
export { isForeign, isLegReady, neverReady, type ReadinessOptions } from "./readiness.ts";
export { type TypeGate, typeGate, TypeGates } from "./type-gate.ts";
export type { Carried } from "./flow-place.ts";
export { flowTypes, type TypeFlow, type TypeFlowOptions } from "./type-flow.ts";
export { type CycleStep, findEventCycles } from "./event-cycles.ts";
export { type Found, findEndpoint } from "./find-endpoint.ts";
export { type CutShort, type LegWorstCase, type Span, type WorstCase, worstCases } from "./worst-case.ts";
export { LegGraph, type LegNode, type PlaceNode, type Reached } from "./leg-graph.ts";
export { type FailurePath, failurePaths } from "./failure-path.ts";
