import type { DeadLetteredOptions, DeliveredOptions, EventLike } from "./matchers.ts";
import { registerMatchers } from "./register.ts";

registerMatchers();

// Here and not beside its code: the bundler of types keeps a global declaration of an entry only.
declare global {
  // Both @types/jest and vitest take their matchers from here.
  namespace jest {
    // Interfaces are merged only when their parameters are the same, used or not.
    interface Matchers<R, T = {}> {
      /** At least once, or `times` times, an event of this contract was sent to a handler; every attempt counts. */
      toHaveDelivered(event: EventLike, options?: DeliveredOptions): R;
      /** At least once, or `times` times, an event of this contract reached a dead-letter sink. */
      toHaveDeadLettered(event: EventLike, options?: DeadLetteredOptions): R;
    }
  }
}

// Running an app in virtual time.
export { simulate, simulateManifests } from "./simulate.ts";
export type { Run, SendOptions, SentEvent, SimulateOptions } from "./run.ts";
export { type Served, type ServingOptions, serving } from "./serving.ts";

// Trying what can happen.
export {
  type Exploration,
  type ExploreOptions,
  explore,
  type FaultOptions,
  type Scenario,
  type SmallestRun,
} from "./explore.ts";
export { FAULT_KINDS, type Fault, type FaultKind } from "./explore-faults.ts";
export type { Loss } from "./explore-loss.ts";
export type { Burst, Plan, PlannedSend } from "./explore-plan.ts";
export type { ScenarioSend } from "./explore-run.ts";
export type { Ending, LossReason } from "./explore-verdict.ts";

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
