import type { Rule } from "../rule.ts";
import { badReplyVanishes } from "./bad-reply-vanishes.ts";
import { catchAllFilter } from "./catch-all-filter.ts";
import { cesqlDivergence } from "./cesql-divergence.ts";
import { cesqlNotBoolean } from "./cesql-not-boolean.ts";
import { chainExceedsTtl } from "./chain-exceeds-ttl.ts";
import { contradictoryFilter } from "./contradictory-filter.ts";
import { deliveredTwice } from "./delivered-twice.ts";
import { droppedFilter } from "./dropped-filter.ts";
import { emptyFilter } from "./empty-filter.ts";
import { filterOnData } from "./filter-on-data.ts";
import { ignoredFilter } from "./ignored-filter.ts";
import { serviceNobodyCalls } from "./service-nobody-calls.ts";
import { shadowedFilter } from "./shadowed-filter.ts";
import { danglingReference } from "./dangling-reference.ts";
import { eventLoop } from "./event-loop.ts";
import { eventNobodyReceives } from "./event-nobody-receives.ts";
import { halfStatedContract } from "./half-stated-contract.ts";
import { impossibleEmission } from "./impossible-emission.ts";
import { missingFilter } from "./missing-filter.ts";
import { misspeltType } from "./misspelt-type.ts";
import { missingEventType } from "./missing-event-type.ts";
import { noFailurePath } from "./no-failure-path.ts";
import { replyNobodyReceives } from "./reply-nobody-receives.ts";
import { replyNeverComes } from "./reply-never-comes.ts";
import { serviceLeftOut } from "./service-left-out.ts";
import { triggerNothingFires } from "./trigger-nothing-fires.ts";
import { typeMismatch } from "./type-mismatch.ts";
import { deadLetterNobodyReads } from "./dead-letter-nobody-reads.ts";
import { deadLetterFeedsItself } from "./dead-letter-feeds-itself.ts";
import { ignoredDelivery } from "./ignored-delivery.ts";
import { droppedRetry } from "./dropped-retry.ts";
import { retryWithoutBackoff } from "./retry-without-backoff.ts";
import { linearFirstRetry } from "./linear-first-retry.ts";
import { misreadDurations } from "./misread-duration.ts";
import { retriesOutlastChannel } from "./retries-outlast-channel.ts";
import { noTimeout } from "./no-timeout.ts";
import { nestedRetries } from "./nested-retries.ts";
import { callerGivesUpFirst } from "./caller-gives-up-first.ts";
import { fanOutMultiplies } from "./fan-out-multiplies.ts";
import { unusableChannelDelivery } from "./unusable-channel-delivery.ts";
import { mutingOverride } from "./muting-override.ts";
import { namespaceChannelDefault } from "./namespace-channel-default.ts";
import { unsupportedScheme } from "./unsupported-scheme.ts";
import { uriReplacesPath } from "./uri-replaces-path.ts";
import { jobSinkVolume } from "./job-sink-volume.ts";
import { credentialsInDeadLetters } from "./credentials-in-dead-letters.ts";
import { scheduleNeverFires } from "./schedule-never-fires.ts";
import { scheduleInClockChange } from "./schedule-in-clock-change.ts";
import { filterOnRewrittenAttribute } from "./filter-on-rewritten-attribute.ts";
import { inMemoryChannel } from "./in-memory-channel.ts";
import { orderNotKept } from "./order-not-kept.ts";
import { broadEventPolicy } from "./broad-event-policy.ts";
import { overlappingEventPolicies } from "./overlapping-event-policies.ts";
import { unauthenticatedEntry } from "./unauthenticated-entry.ts";
import { transformWithoutSpecversion } from "./transform-without-specversion.ts";
import { transformWithoutContentType } from "./transform-without-content-type.ts";
import { formatJsonOverOtherData } from "./format-json-over-other-data.ts";
import { incompatibleSchema } from "./incompatible-schema.ts";
import { neverReadyRule } from "./never-ready.ts";
import { refusedDelivery } from "./refused-delivery.ts";
import { relayAsStep } from "./relay-as-step.ts";

/** Every rule over the graph, in the order that reads best where several speak of one place. */
export const RULES: readonly Rule[] = Object.freeze([
  danglingReference,
  neverReadyRule,
  refusedDelivery,
  relayAsStep,
  typeMismatch,
  incompatibleSchema,
  triggerNothingFires,
  misspeltType,
  replyNobodyReceives,
  replyNeverComes,
  badReplyVanishes,
  eventNobodyReceives,
  eventLoop,
  chainExceedsTtl,
  noFailurePath,
  impossibleEmission,
  missingEventType,
  halfStatedContract,
  deadLetterNobodyReads,
  deadLetterFeedsItself,
  ignoredDelivery,
  droppedRetry,
  retryWithoutBackoff,
  linearFirstRetry,
  misreadDurations,
  retriesOutlastChannel,
  noTimeout,
  nestedRetries,
  callerGivesUpFirst,
  fanOutMultiplies,
  droppedFilter,
  emptyFilter,
  ignoredFilter,
  filterOnData,
  cesqlNotBoolean,
  cesqlDivergence,
  contradictoryFilter,
  catchAllFilter,
  shadowedFilter,
  missingFilter,
  deliveredTwice,
  serviceNobodyCalls,
  serviceLeftOut,
  unusableChannelDelivery,
  mutingOverride,
  namespaceChannelDefault,
  unsupportedScheme,
  uriReplacesPath,
  jobSinkVolume,
  credentialsInDeadLetters,
  scheduleNeverFires,
  scheduleInClockChange,
  filterOnRewrittenAttribute,
  inMemoryChannel,
  orderNotKept,
  broadEventPolicy,
  overlappingEventPolicies,
  unauthenticatedEntry,
  transformWithoutSpecversion,
  transformWithoutContentType,
  formatJsonOverOtherData,
]);
