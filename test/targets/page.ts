import { graphOfApp } from "../../src/testing/simulate.ts";
import { isDurable } from "../../src/graph/index.ts";
import { type Comparison, type Kind, type Reason, REASONS } from "./differences.ts";
import { type FlowReport, reportOf } from "./report.ts";
import { SCENARIOS } from "./scenarios.ts";
import { FLOWS, shop, type TargetName, TARGETS } from "./shop.ts";

const BEGIN = "<!-- differences: written by test/targets, renew with `npx vitest run test/targets -u` -->";
const END = "<!-- end of differences -->";

/** The page with its tables as they are now. @throws Error where the page has no place for them */
export async function withTables(page: string): Promise<string> {
  const [before, rest] = page.split(BEGIN);
  const [, after] = rest?.split(END) ?? [];
  if (before === undefined || after === undefined) throw new Error(`docs/targets.md has no ${BEGIN} … ${END}.`);
  return `${before}${BEGIN}\n\n${await tables()}\n${END}${after}`;
}

async function tables(): Promise<string> {
  const reports = new Map<string, FlowReport>();
  for (const name of Object.keys(FLOWS)) reports.set(name, await reportOf(name));
  return [carriedTable(reports), "", differenceTable(reports), ""].join("\n");
}

function carriedTable(reports: ReadonlyMap<string, FlowReport>): string {
  const rows = [...reports].map(([name, { carried }]) => [
    name,
    ...TARGETS.map((target) => {
      const one = carried.get(target);
      return one?.how === "refused" ? `refused: \`${one.code}\`` : one?.how === "itself" ? "yes" : "with a shim";
    }),
  ]);
  return table(["flow", ...TARGETS.map((target) => `\`${target}\``)], rows);
}

const OTHERS = TARGETS.filter((target) => target !== "broker");

function differenceTable(reports: ReadonlyMap<string, FlowReport>): string {
  const compared = [...reports.values()].filter(({ reference }) => reference === "broker");
  const rows = Object.keys(SCENARIOS).map((scenario) => [
    scenario,
    ...OTHERS.map((target) => cell(scenario, target, compared)),
  ]);
  const quiet = rows.filter((cells) => cells.slice(1).every((text) => text === "–")).map(([scenario]) => scenario);
  return [
    `Every target gives the same events to the same steps for the same causes, and keeps the same dead letters, in each of`,
    `${rows.length} scenarios, but for the answers that channels count as success (the last row). Beyond that only ${listed(REASONS)}`,
    "may differ. Nothing at all does when",
    "",
    ...quiet.map((scenario) => `- ${scenario}`),
    "",
    `Against \`broker\`, with the number of flows, of ${compared.length}, in which it shows:`,
    "",
    table(
      ["when", ...OTHERS.map((target) => `\`${target}\``)],
      rows.filter(([scenario]) => !quiet.includes(scenario)),
    ),
    "",
    table(
      ["", ...TARGETS.map((target) => `\`${target}\``)],
      [["who keeps an event on its way", ...TARGETS.map(durability)]],
    ),
  ].join("\n");
}

/** What is different in a scenario, and in how many flows. */
function cell(scenario: string, target: TargetName, reports: readonly FlowReport[]): string {
  const found = new Map<string, number>();
  for (const { comparisons } of reports) {
    const comparison = comparisons.get(target)?.get(scenario);
    if (comparison === undefined) continue;
    for (const words of wordsOf(comparison)) found.set(words, (found.get(words) ?? 0) + 1);
  }
  return found.size === 0 ? "–" : [...found].map(([words, count]) => `${words} (${count})`).join(", ");
}

function wordsOf({ differences, violations }: Comparison): readonly string[] {
  if (violations.length > 0) return [TAKEN_AS_SUCCESS];
  return REASONS.flatMap((reason) => {
    const kind = differences.get(reason);
    const words = kind && WORDS[reason]?.[kind];
    return words === undefined ? [] : [words];
  });
}

function listed(words: readonly (string | undefined)[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** The one loss that Knative's channels insist on: a reply that is no event (eventing.md §6.2, 4). */
const TAKEN_AS_SUCCESS = "counts as success, so the event ends there and is no dead letter";

const WORDS: Partial<Readonly<Record<Reason, Partial<Record<Kind, string>>>>> = {
  retries: { more: "more attempts", fewer: "fewer attempts" },
  duplicates: { more: "more repeated events", fewer: "fewer repeated events" },
  latency: { longer: "longer", shorter: "shorter" },
  order: { other: "branches overtake each other" },
  "what the sender is told": { other: "the sender is told another status" },
};

/** Who keeps an event of the plain chain while it is on its way. */
function durability(target: TargetName): string {
  const flow = FLOWS["a chain"];
  if (flow === undefined) throw new Error("There is no chain.");
  const graph = graphOfApp(shop({ target, flow, helped: false, deadLetterSink: true }));
  const source = graph.endpoints.find(({ kind, name }) => kind === "source" && name.includes("web"));
  const reached = new Set([source?.id ?? ""]);
  for (const id of reached) {
    for (const { from, to, reply } of graph.hops) {
      if (from === id) for (const next of [to, reply]) if (next !== undefined) reached.add(next.endpoint);
    }
  }
  const carriers = graph.endpoints.filter(
    ({ id, kind }) => reached.has(id) && (kind === "broker" || kind === "channel"),
  );
  if (carriers.length === 0) return "nobody on the way: the sender has it until the outcome is known";
  const lasting = carriers.filter((one) => isDurable(one) === true).length;
  const kinds = new Set(carriers.map(({ kind }) => kind));
  return `${carriers.length} ${[...kinds].join(" or ")}${carriers.length === 1 ? "" : "s"}, ${lasting === 0 ? "in memory" : `${lasting} of them lasting`}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`.replace(/\|  \|/g, "| |");
  return [line(head), `|${head.map(() => "---|").join("")}`, ...rows.map(line)].join("\n");
}
