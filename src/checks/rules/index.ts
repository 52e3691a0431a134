import type { Rule } from "../rule.ts";
import { danglingReference } from "./dangling-reference.ts";
import { eventLoop } from "./event-loop.ts";
import { eventNobodyReceives } from "./event-nobody-receives.ts";
import { halfStatedContract } from "./half-stated-contract.ts";
import { impossibleEmission } from "./impossible-emission.ts";
import { missingEventType } from "./missing-event-type.ts";
import { noFailurePath } from "./no-failure-path.ts";
import { replyNobodyReceives } from "./reply-nobody-receives.ts";
import { triggerNothingFires } from "./trigger-nothing-fires.ts";
import { typeMismatch } from "./type-mismatch.ts";

/** Every rule over the graph, in the order that reads best where several speak of one place. */
export const RULES: readonly Rule[] = Object.freeze([
  danglingReference,
  typeMismatch,
  triggerNothingFires,
  replyNobodyReceives,
  eventNobodyReceives,
  eventLoop,
  noFailurePath,
  impossibleEmission,
  missingEventType,
  halfStatedContract,
]);
