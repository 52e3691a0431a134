import { POINTS } from "./killer.ts";
import { storyOf } from "./ledger.ts";
import type { Tortured } from "./run.ts";

/** The counts, and the story of what went wrong first. */
export function reportOf(tortured: Tortured): { readonly text: string; readonly isWell: boolean } {
  const { ledger, replicas, services, sender, garbage, points, underway, seconds } = tortured;
  const counts = ledger.counts();
  const { started, killed, drained, frozen } = replicas.counts;
  const rows: readonly (readonly [string, number])[] = [
    ["events sent", counts.sent],
    ["  kept by their sender as its dead letters", counts.deadLetteredBySender],
    ["  accepted: answered with success", counts.accepted],
    ["    ended by the table: filtered or discarded", counts.endedByTable],
    ["    delivered once", counts.deliveredOnce],
    ["    delivered more than once", counts.deliveredAgain],
    ["    dead-lettered by the shim, in part or as a whole", counts.deadLetteredByShim],
    ["    vanished", counts.vanished],
    ["answered before the outcome was known", counts.answeredTooEarly],
    ["damaged on the way", counts.damaged],
    ["without an end at their sender", counts.unended],
    ["requests to the shim", sender.requests],
    ["requests of the shim", services.requests],
    ["  that failed on purpose", services.faults],
    ["redirections that it followed", services.strays],
    ["garbage sent to it", garbage.sent],
    ["  answered with a refusal", garbage.refused],
    ["  answered with success", garbage.taken.length],
    ["processes started", started],
    ["  killed with -9", killed],
    ["  drained by SIGTERM", drained],
    ["    leaving something begun without an answer", underway.broken.length],
    ["  frozen for a while", frozen],
    ["  that ended otherwise", replicas.faults.length],
    [`points at which one was killed, of ${POINTS.length}`, points.hits.size],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, count]) => `${name.padEnd(width)}  ${count.toLocaleString("en-US").padStart(9)}`);
  lines.push(`${seconds.toFixed(0)} s`);
  const fault = ledger.firstFault();
  const faults = [
    ...(fault === undefined ? [] : [`The first event that ${fault.what}:\n${storyOf(fault.entry)}`]),
    ...replicas.faults.slice(0, 3),
    ...underway.broken.slice(0, 3),
    ...garbage.taken.slice(0, 3).map((one) => `garbage: ${one}`),
    ...(services.strays === 0 ? [] : [`${services.strays} requests came to where nothing of the table leads.`]),
  ];
  return { text: [...lines, ...faults.map((one) => `\n${one}`)].join("\n"), isWell: faults.length === 0 };
}
