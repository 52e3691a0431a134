import { registerMatchers } from "./register.ts";

registerMatchers();

// Running an app in virtual time.
export { simulate, simulateManifests } from "./simulate.ts";
export type { Run, SendOptions, SentEvent, SimulateOptions } from "./run.ts";
export { type Served, type ServingOptions, serving } from "./serving.ts";

// Fakes.
export {
  accepts,
  breaksConnection,
  delays,
  type FailureOptions,
  type Fake,
  type FakeTimes,
  fails,
  type Implementation,
  repliesText,
  timesOut,
} from "./fakes.ts";

// What travelled.
export type { Arrival, Delivery, EventName, Leg, Outcome, Sent, Why } from "../runtime/index.ts";
export type { DeadLetter, LostEvent } from "./story.ts";

// Matchers; registered by importing this.
export { type DeadLetteredOptions, type DeliveredOptions, type EventLike, matchers } from "./matchers.ts";
