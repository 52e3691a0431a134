import { type AnyStep, type Handler, noReply } from "../../src/events/index.ts";
import { breaksConnection, delays, fails, type Implementation, repliesText } from "../../src/testing/index.ts";

/** What happens to the weak step of a flow. */
export interface Scenario {
  readonly weak: (work: Handler<AnyStep>) => Implementation<AnyStep>;
  /** @default - it works */
  readonly failures?: () => Implementation<AnyStep>;
  /** @default true */
  readonly deadLetterSink?: boolean;
  /** How often each event is sent. @default 1 */
  readonly sends?: number;
  /** Set where a target may keep less than another: a channel takes the answer for a success (eventing.md §6.2, 4; §6.7). */
  readonly isNoEvent?: true;
}

/** What can go right and wrong. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  "nothing fails": { weak: (work) => work },
  "a step fails twice": { weak: (work) => fails(503).times(2).then(work) },
  "a connection breaks": { weak: (work) => breaksConnection().times(1).then(work) },
  "a step keeps failing": { weak: () => fails(503) },
  "a step refuses for good": { weak: () => fails(422) },
  "a step keeps failing, and there is no dead-letter sink": { weak: () => fails(503), deadLetterSink: false },
  "a step refuses for good, and there is no dead-letter sink": { weak: () => fails(422), deadLetterSink: false },
  "the dead-letter sink fails too": { weak: () => fails(503), failures: () => fails(500) },
  "a step replies nothing": { weak: () => () => noReply },
  "a step answers with a body that is no event": { weak: () => repliesText("OK"), isNoEvent: true },
  "a step is slow, for some slower than its timeout": { weak: (work) => delays(20_000, work) },
  "each event is sent twice": { weak: (work) => work, sends: 2 },
  "each event is sent twice while a step fails": { weak: (work) => fails(503).times(3).then(work), sends: 2 },
};
