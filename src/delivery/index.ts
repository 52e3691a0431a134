// Waits and attempts.
export { type Period, type PeriodFault, type PeriodResult, parsePeriod } from "./period.ts";
export {
  backoffNs,
  isRetried,
  type RetryFields,
  type RetryHint,
  type RetryPolicy,
  type RetryPolicyResult,
  retryPolicy,
  retryWaitNs,
  SINGLE_ATTEMPT,
  type UnreadableDelivery,
} from "./retry.ts";
export { sourceWaitMs } from "./source-retry.ts";
export { attemptLimitMs, totalWaitMs } from "./worst-case.ts";
export { isRetriedStatus } from "../events/status.ts";

// Requests and answers.
export { requestAddress } from "./address.ts";
export { firstHeader, type HeaderList, NO_HEADERS } from "./headers.ts";
export { MAX_REQUESTS, type RedirectableRequest, redirected } from "./redirect.ts";
export { sniffContentType } from "./sniff.ts";
export { isAccepted, type ReplyMode, replyMode } from "./reply.ts";

export {
  channelPath,
  filterPath,
  ingressPath,
  MAX_HEADER_BYTES,
  type NamedInPath,
  WEBHOOK_HEADERS,
} from "./endpoints.ts";

// Time and the life of a request.
export type { Cancel, Timer } from "./clock.ts";
export { Scope } from "./scope.ts";

// What Brokers and dispatchers write into events.
export { deadLetter, type Failure } from "./dead-letter.ts";
export { ARRIVAL_TIME, DEFAULT_MAX_TTL, nextTtl, readTtl, TTL } from "./ttl.ts";

// Brokers and channels of other makes.
export {
  compareTraits,
  type DeliveryTraits,
  deliveryTraits,
  type Ordering,
  type Trait,
  type TraitComparison,
  type TraitName,
} from "./broker-classes.ts";
