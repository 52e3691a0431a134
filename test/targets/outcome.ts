import { type AnyStep, type Handler, noReply } from "../../src/events/index.ts";
import { isRetriedStatus } from "../../src/delivery/index.ts";
import { type Run, serving, simulate } from "../../src/testing/index.ts";
import type { Scenario } from "./scenarios.ts";
import { Cancelled, type Data, Placed, REPLIES, shop, type ShopOptions, STEPS, type StepName } from "./shop.ts";

/** What one target made of two orders. Each list is a multiset, in the order things happened. */
export interface TargetOutcome {
  /** `STEP TYPE WAY` of every event that a step took; the way is its cause. */
  readonly accepted: readonly string[];
  /** `TYPE WAY from STEP` of every event that the dead-letter sink took. */
  readonly deadLetters: readonly string[];
  /** Every attempt at a step, as of `accepted`. */
  readonly attempts: readonly string[];
  /** What each sender was told in the end. */
  readonly told: readonly ("taken" | "to repeat" | "refused for good")[];
  /** Attempts of the sources. */
  readonly sends: number;
  /** Virtual milliseconds until nothing was left to do. */
  readonly tookMs: number;
}

/** Runs a scenario on a target. @throws AuthoringError where the target refuses the flow */
export async function outcomeOf(
  options: Omit<ShopOptions, "deadLetterSink">,
  { weak, failures, deadLetterSink = true, sends = 1 }: Scenario,
): Promise<TargetOutcome> {
  const ways = new Map<string, string>();
  const work = (step: StepName): Handler<AnyStep> => {
    const reply = REPLIES[step];
    return (event) => {
      const { order, way } = event.data as Data;
      ways.set(event.id, `${order}${way}`);
      return reply?.({ order, way: `${way}>${step}` }) ?? noReply;
    };
  };
  const run = await simulate(
    shop({ ...options, deadLetterSink }),
    (Object.keys(STEPS) as StepName[]).map((step) => {
      const fake = step === options.flow.weak ? weak : step === "failures" ? failures : undefined;
      return serving(STEPS[step] as AnyStep, fake === undefined ? work(step) : fake(work(step)), { at: step });
    }),
  );
  const told: TargetOutcome["told"][number][] = [];
  const inputs = [
    { from: "web", event: Placed.create({ order: "1", way: "" }, { extensions: { region: "eu" } }) },
    { from: "web", event: Placed.create({ order: "2", way: "" }, { extensions: { region: "us" } }) },
    ...(options.flow.both === undefined ? [] : [{ from: "desk", event: Cancelled.create({ order: "3", way: "" }) }]),
  ];
  for (const { from, event } of inputs) {
    for (let count = 0; count < sends; count += 1) {
      const { sent } = await run.send(event, { from });
      told.push(sent?.isTaken ? "taken" : isRetriedStatus(sent?.status ?? 500) ? "to repeat" : "refused for good");
    }
  }
  return { ...travelled(run, ways), told, tookMs: run.now - run.startedAt };
}

function travelled(run: Run, ways: ReadonlyMap<string, string>): Omit<TargetOutcome, "told" | "tookMs"> {
  const steps = new Map(
    run.graph.endpoints.flatMap(({ id, construct }) => {
      const step = construct?.split("/").at(-1) ?? "";
      return step in STEPS ? [[id, step] as const] : [];
    }),
  );
  const named = ({ type, id }: { readonly type: string; readonly id: string }) => `${type} ${ways.get(id) ?? "?"}`;
  const toSteps = run.deliveries.filter(({ to, leg }) => steps.has(to) && leg !== "dead-letter");
  const line = ({ to, event }: (typeof toSteps)[number]) => `${steps.get(to)} ${named(event)}`;
  return {
    accepted: toSteps.filter(({ outcome: { kind } }) => kind === "accepted" || kind === "replied").map(line),
    deadLetters: run.deadLetters.map(
      ({ event, failedAt }) => `${named(event)} from ${steps.get(failedAt) ?? "no step"}`,
    ),
    attempts: toSteps.map(line),
    sends: run.deliveries.filter(({ leg }) => leg === "source").length,
  };
}
