import type { EndpointId } from "../graph/index.ts";
import type { Leg, Outcome } from "../runtime/index.ts";
import type { Attempt } from "./explore-record.ts";

/** Most lines of a tree, and most levels; fewer of a run that went round, where one level is like the next. */
const MAX_LINES = 60;
const MAX_DEPTH = 15;
const MAX_CUT_DEPTH = 4;

/**
 * What travelled, a line for each leg, below it what came of it. Attempts that went the same way are told once:
 *
 * ```
 * t.order  sender → broker: 500, lost
 *   t.order  broker → ship: 503, 6 times, lost
 * ```
 */
export function treeLines(
  attempts: readonly Attempt[],
  nameOf: (id: EndpointId) => string,
  isCut: boolean,
): readonly string[] {
  const maxDepth = isCut ? MAX_CUT_DEPTH : MAX_DEPTH;
  const led = new Map<number | undefined, Attempt[]>();
  for (const attempt of attempts) {
    const list = led.get(attempt.cause);
    if (list === undefined) led.set(attempt.cause, [attempt]);
    else list.push(attempt);
  }
  return legsBelow(undefined, 0);

  function legsBelow(cause: Attempt | undefined, depth: number): readonly string[] {
    const legs = (led.get(cause?.n) ?? []).filter((one) => cause === undefined || !isRetryOf(one, cause));
    if (legs.length > 0 && depth >= maxDepth) return ["…"];
    return cut(legs.flatMap((leg) => legLines(leg, cause, depth)));
  }

  function legLines(first: Attempt, cause: Attempt | undefined, depth: number): readonly string[] {
    const groups: Group[] = [];
    // A reply comes from who gave it, whoever carries it.
    const from = nameOf(first.leg === "reply" && cause !== undefined ? cause.to : first.from);
    const way = `${first.event.type}  ${from} → ${nameOf(first.to)}${LEG_TEXT[first.leg]}`;
    for (let attempt: Attempt | undefined = first; attempt !== undefined; attempt = retryOf(attempt)) {
      const below = legsBelow(attempt, depth + 1);
      const group = {
        text: outcomeText(attempt, isCut),
        count: 1,
        below,
        end: endText(attempt.outcome, nameOf),
      };
      const last = groups.at(-1);
      const isSame = last !== undefined && last.text === group.text && last.below.join("\n") === group.below.join("\n");
      if (isSame) groups.splice(-1, 1, { ...group, count: last.count + 1 });
      else groups.push(group);
    }
    return groups.flatMap(({ text, count, below, end }) => [
      `${way}: ${text}${count === 1 ? "" : `, ${count} times`}${end}`,
      ...below.map((line) => `  ${line}`),
    ]);
  }

  function retryOf(attempt: Attempt): Attempt | undefined {
    return led.get(attempt.n)?.find((one) => isRetryOf(one, attempt));
  }
}

interface Group {
  readonly text: string;
  readonly count: number;
  readonly below: readonly string[];
  readonly end: string;
}

function isRetryOf({ leg, hop, attempt }: Attempt, before: Attempt): boolean {
  return leg === before.leg && hop === before.hop && attempt === before.attempt + 1;
}

function cut(lines: readonly string[]): readonly string[] {
  return lines.length <= MAX_LINES ? lines : [...lines.slice(0, MAX_LINES), `… and ${lines.length - MAX_LINES} more`];
}

const LEG_TEXT: Readonly<Record<Leg, string>> = {
  source: "",
  subscriber: "",
  reply: " (reply)",
  "dead-letter": " (dead letter)",
};

function outcomeText({ outcome, took = 0 }: Attempt, isCut: boolean): string {
  switch (outcome?.kind) {
    case undefined:
      return isCut ? "still under way" : "no answer, ever";
    case "accepted":
      return `${outcome.status}${outcome.ignored === true ? ", its answer is no event and is thrown away" : ""}`;
    case "replied":
      return `${outcome.status}, replied ${outcome.reply.type || "something unreadable"}${outcome.to === undefined ? ", which nobody takes" : ""}`;
    case "cancelled":
      return `its sender left after ${durationText(took)}`;
    case "retried":
    case "lost":
    case "dead-lettered":
      return `${outcome.status}${outcome.why === "status" ? "" : ` ${outcome.why}`}`;
  }
}

/** How the last of several attempts ended. */
function endText(outcome: Outcome | undefined, nameOf: (id: EndpointId) => string): string {
  if (outcome?.kind === "lost") return ", lost";
  return outcome?.kind === "dead-lettered" ? `, dead-lettered to ${nameOf(outcome.to)}` : "";
}

function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${Number((ms / 1_000).toFixed(1))} s` : `${Number((ms / 60_000).toFixed(1))} min`;
}
