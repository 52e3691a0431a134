// Contracts and steps: what application repositories share.
export type { AnyContract, Contract, DraftOf, DraftOptions, EventOf, JsonSchema } from "./contract.ts";
export { defineEvent, type EventOptions, isContract } from "./define-event.ts";
export { PING_TYPE, pingEvent } from "./ping.ts";
export {
  type AnyStep,
  defineStep,
  type Handler,
  type HandlerResult,
  isStep,
  type NoReply,
  noReply,
  type Step,
  type StepContext,
  type StepOptions,
} from "./step.ts";

// Events as values.
export type { AttributeValue, EventDraft, TypedEvent, WireEvent } from "./event.ts";
export { EventError, type EventErrorCode } from "./event-error.ts";
export {
  type ErrorAnswer,
  FinalError,
  type FinalErrorOptions,
  RetriableError,
  type RetriableErrorOptions,
  statusOf,
} from "./handler-errors.ts";
export type { StandardIssue, StandardResult, StandardSchema } from "./standard-schema.ts";

// For code written against the `cloudevents` package, which is loaded with the first call.
export { toCloudEvent } from "./http/cloudevents-package.ts";
