import type { EndpointId } from "../graph/index.ts";
import type { Burst } from "./explore-plan.ts";
import type { Played, ScenarioSend } from "./explore-run.ts";
import { treeLines } from "./explore-tree.ts";

/** A failing run for a person: what was sent, who did what wrong, and what travelled. */
export function storyText(played: Played, send: readonly ScenarioSend[], nameOf: (id: EndpointId) => string): string {
  const { plan, record, isCut } = played;
  const sent = plan.sends.map(({ index, isOverlapping }, at) => {
    const isWaitedFor = !isOverlapping && at < plan.sends.length - 1;
    return `${sentText(send[index], nameOf)}${isWaitedFor ? ", and what comes of it is waited for" : ""}`;
  });
  const wrong = [
    ...plan.faults.map((burst) => burstText(burst, played, nameOf)),
    ...(plan.isUneven ? ["answers take up to 20 ms, as the seed decides"] : []),
    ...(plan.order === "chance" ? ["what waits at one moment is served as the seed decides"] : []),
  ];
  return [
    ...part("sent", sent),
    ...part("what goes wrong", wrong.length === 0 ? ["nothing"] : wrong),
    ...part("what travels", treeLines(record.attempts, nameOf, isCut)),
  ].join("\n");
}

function part(title: string, lines: readonly string[]): readonly string[] {
  return [`  ${title}:`, ...lines.map((line) => `    ${line}`)];
}

function sentText(send: ScenarioSend | undefined, nameOf: (id: EndpointId) => string): string {
  if (send === undefined) return "?";
  if (send.fire !== undefined) return `${nameOf(send.fire)} fires`;
  return send.to === undefined ? `${send.event.type} from ${send.from}` : `${send.event.type} to ${send.to}`;
}

function burstText(burst: Burst, played: Played, nameOf: (id: EndpointId) => string): string {
  const { at, after, send } = burst;
  const met = played.hits.get(burst) ?? 0;
  const isAlways = met > 1 && met === played.requestsAt(send, at);
  const often = isAlways ? `all ${met} times that it is asked` : times(met);
  return `${nameOf(at)} ${faultText(burst)}, ${often}${after === 0 ? "" : `, after ${times(after)} well`}`;
}

function faultText({ kind, status }: Burst): string {
  switch (kind) {
    case "retried-status":
    case "final-status":
      return `answers ${status}`;
    case "no-answer":
      return "breaks the connection";
    case "time-out":
      return "never answers";
    case "text-reply":
      return "answers 200 with a text";
    case "broken-reply":
      return "answers 200 with half an event";
    case "cut-reply":
      return "breaks off within its reply";
    case "answer-lost":
      return "does its work and breaks the connection";
    case "duplicate":
      return "gets the event twice";
  }
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
