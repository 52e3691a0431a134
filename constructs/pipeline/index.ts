export { type Entering, type Entry, Pipeline, type PipelineProps } from "./pipeline.ts";
export type {
  AfterStep,
  CaseOptions,
  Cases,
  Ended,
  EventsOf,
  FilterOptions,
  Flow,
  FlowCondition,
  FlowEnd,
  FlowFilter,
  Left,
  LegOptions,
  MapOptions,
  Passing,
  Recorded,
  Switched,
  SwitchOptions,
} from "./flow.ts";
export type { ShimProps } from "./shim-props.ts";
export type { ShimOption } from "./shims.ts";
