import type { Rule } from "../rule.ts";
import { danglingReference } from "./dangling-reference.ts";
import { eventLoop } from "./event-loop.ts";
import { eventNobodyReceives } from "./event-nobody-receives.ts";
import { missingEventType } from "./missing-event-type.ts";
import { noFailurePath } from "./no-failure-path.ts";
import { replyNobodyReceives } from "./reply-nobody-receives.ts";
import { triggerNothingFires } from "./trigger-nothing-fires.ts";
import { typeMismatch } from "./type-mismatch.ts";
import { unstatedReplies } from "./unstated-replies.ts";

/** Every rule over the graph, in the order that reads best where several speak of one place. */
export const RULES: readonly Rule[] = Object.freeze([
  danglingReference,
  typeMismatch,
  triggerNothingFires,
  replyNobodyReceives,
  eventNobodyReceives,
  eventLoop,
  noFailurePath,
  missingEventType,
  unstatedReplies,
]);
