import fc from "fast-check";
import { expect, it } from "vitest";
import type { RouteStep } from "../../src/routes/index.ts";
import { event, ok, replies, type Service, status, tableOf, TestShim } from "./harness.ts";

// The promise of the shim: an event that was answered with success has been taken by every destination its way led to,
// or by a dead-letter sink in its place, or it ended where the table says so.

const NAMES = ["a", "b", "c"] as const;
const SINK = "sink";
const ENDS = ["publish", "discard", "reply"] as const;

type Behaviour = "ok" | "reply" | "body" | "refuse" | "busy" | "gone" | "never";

const behaviour = fc.constantFrom<Behaviour>("ok", "reply", "body", "refuse", "busy", "gone", "never");
const delivery = fc
  .record({
    retry: fc.nat({ max: 2 }),
    timeout: fc.constant("PT1S"),
    deadLetterSink: fc.constantFrom(undefined, SINK),
  })
  .map(({ deadLetterSink, ...fields }) => (deadLetterSink === undefined ? fields : { ...fields, deadLetterSink }));

/** Flows that end; replies stay out of fan-outs. */
const { flow } = fc.letrec<{ flow: readonly RouteStep[]; way: readonly RouteStep[]; branch: readonly RouteStep[] }>(
  (tie) => {
    const to = fc
      .tuple(fc.constantFrom(...NAMES), delivery)
      .map(([name, own]): RouteStep => ({ to: name, delivery: own }));
    const ending = (kinds: readonly (typeof ENDS)[number][]) =>
      fc
        .tuple(fc.constantFrom(...kinds), fc.constantFrom(...NAMES), delivery)
        .map(([kind, name, own]): readonly RouteStep[] => {
          if (kind === "publish") return [{ publish: name, delivery: own }];
          return kind === "discard" ? [{ discard: true }] : [{ reply: true }];
        });
    const list = (end: fc.Arbitrary<readonly RouteStep[]>) =>
      fc.tuple(fc.array(to, { maxLength: 2 }), end).map(([steps, last]) => [...steps, ...last]);
    const fanOut = fc
      .array(tie("branch"), { minLength: 1, maxLength: 3 })
      .map((flows): readonly RouteStep[] => [{ fanOut: flows.map((one) => ({ flow: one })) }]);
    const choice = fc
      .tuple(tie("way"), tie("way"))
      .map(([one, other]): readonly RouteStep[] => [
        { switch: [{ when: { filters: [{ exact: { type: "order.created" } }] }, flow: one }], otherwise: other },
      ]);
    return {
      flow: list(fc.oneof({ maxDepth: 3 }, ending(ENDS), fanOut, choice)),
      way: list(fc.oneof({ maxDepth: 3 }, ending(ENDS), fanOut)),
      branch: list(fc.oneof({ maxDepth: 3 }, ending(["publish", "discard"]), fanOut)),
    };
  },
);

it("answers with success only when everything has been taken or dead-lettered, answers once, and leaves nothing under way", () => {
  fc.assert(
    fc.property(
      flow,
      fc.array(behaviour, { minLength: 1, maxLength: 12 }),
      fc.option(fc.nat({ max: 3000 })),
      (steps, script, leaveAt) => {
        const failed = new Set<string>();
        const taken = new Set<string>();
        let turn = 0;
        const service: Service = (request) => {
          const { destination, step, leg, content } = request;
          const key = `${step} ${content.kind === "event" ? String(content.event.attributes["id"]) : ""}`;
          const does = script[turn++ % script.length] ?? "ok";
          const takes =
            does === "ok" ||
            (does === "reply" && leg === "to") ||
            (leg !== "to" && (does === "reply" || does === "body"));
          if (takes) taken.add(key);
          else failed.add(key);
          if (does === "never") return "never";
          if (does === "gone") return { error: "the connection was closed" };
          if (does === "refuse") return status(400);
          if (does === "busy") return status(503);
          if (does === "body") return status(200, "OK");
          return does === "reply" ? replies(event({ id: `${destination}${turn}` })) : ok();
        };
        const table = tableOf({ mode: "fuse", flow: steps, budgetMs: 20_000 }, ...NAMES, SINK);
        const shim = new TestShim(table, { a: service, b: service, c: service, [SINK]: service });
        const { answers, leave } = shim.post(event());
        if (leaveAt !== null) {
          shim.run(leaveAt);
          leave();
        }
        shim.run();
        expect(shim.open).toBe(0);
        expect(shim.clock.nextAt).toBeUndefined();
        expect([leaveAt === null ? "one" : "gone", answers.length]).toEqual([
          leaveAt === null ? "one" : "gone",
          leaveAt === null ? 1 : Math.min(answers.length, 1),
        ]);
        const [answer] = answers;
        if (answer === undefined) return;
        expect(answer.status === 200 || answer.status === 202 || (answer.status >= 400 && answer.status < 600)).toBe(
          true,
        );
        // What failed at a step was taken there in the end, or in its dead letter's place: both tell the step and the event.
        const lost = answer.status < 300 ? [...failed].filter((key) => !taken.has(key)) : [];
        expect(lost).toEqual([]);
      },
    ),
    { numRuns: 2000 },
  );
});
