export { type Entering, type Entry, Pipeline, type PipelineProps } from "./pipeline.ts";
export type { AfterStep, Ended, EventsOf, Flow, FlowEnd, FlowFilter, LegOptions, Passing, Recorded } from "./flow.ts";
