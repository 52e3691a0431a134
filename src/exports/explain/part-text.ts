import { spanText } from "../../checks/span-text.ts";
import type { ExplainedEntry, ExplainedHop, ExplainedPart } from "./explain-part.ts";

/** What a part costs and loses, for a person to read. */
export function partText(part: ExplainedPart): string {
  const { name, objects, entries, hops, inserted, losses } = part;
  const counts = Object.entries(objects).map(([kind, count]) => `${count} ${kind}${count === 1 ? "" : "s"}`);
  return [
    `${name}: ${counts.join(", ")}`,
    "",
    "One event causes, when nothing fails:",
    ...(entries.length === 0
      ? ["  nothing that is known: no source here states what it sends"]
      : entries.flatMap(entryLines)),
    "",
    "Hops:",
    ...hops.flatMap(hopLines),
    ...(inserted.length === 0 ? [] : ["", "Inserted:", ...inserted.map((one) => `  ${one}`)]),
    "",
    "Who can lose what:",
    ...(losses.length === 0 ? ["  nobody, as far as these manifests tell"] : losses.map((loss) => `  ${loss}`)),
    "",
  ].join("\n");
}

function entryLines({ from, into, type, requests, calls, loops, worstAnswerMs }: ExplainedEntry): readonly string[] {
  const round = loops ? "; it comes back, so this is one round" : "";
  const waits = worstAnswerMs > 0 ? `; ${into} answers after up to ${spanText(worstAnswerMs)} of retries` : "";
  return [
    `  ${type}  ${from} → ${into}`,
    `      ${requests} requests, ${calls} of them to ${calls === 1 ? "a service" : "services"}${round}${waits}`,
  ];
}

function hopLines(hop: ExplainedHop): readonly string[] {
  const types = hop.types.length === 0 ? "nothing" : hop.types.join(", ");
  const attempts = `${hop.attempts} attempt${hop.attempts === 1 ? "" : "s"}`;
  const waits = hop.waitMs > 0 && hop.attempts > 1 ? ` over ${spanText(hop.waitMs)}` : "";
  const limit = hop.timeoutMs === undefined ? "" : `, each at most ${spanText(hop.timeoutMs)}`;
  const chained = hop.chainedAttempts > hop.attempts ? `; ${hop.chainedAttempts} when all in front retry too` : "";
  const failed =
    hop.deadLetterSink !== undefined
      ? `then to ${hop.deadLetterSink}`
      : hop.tellsSender
        ? "then its sender is told"
        : "then nowhere";
  return [
    `  ${hop.name}: ${hop.from} → ${hop.to}`,
    `      carries ${types}`,
    `      up to ${attempts}${waits}${limit}${chained}, ${failed}`,
    `      ${hop.reply}`,
  ];
}
