import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import {
  defineEvent,
  defineStep,
  type EventDraft,
  type Handler,
  isStep,
  type NoReply,
  noReply,
  pingEvent,
} from "../../src/events/index.ts";

const Report = pingEvent({ data: z.object({ airport: z.string() }) });
const Done = defineEvent("done", { data: z.object({ rows: z.int() }) });
const Failed = defineEvent("failed", { data: z.object({ reason: z.string() }) });

function refused(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    if (AuthoringError.is(error)) return { code: error.diagnostic.code, message: error.diagnostic.message };
  }
  return "not refused";
}

describe("a step", () => {
  it("says what it accepts and replies, and is recognised by its brand", () => {
    const step = defineStep("query-runner", { accepts: [Report], replies: [Done] });
    expect([step.name, step.accepts, step.replies, isStep(step), isStep({})]).toEqual([
      "query-runner",
      [Report],
      [Done],
      true,
      false,
    ]);
  });

  it("replies nothing unless it says so", () => {
    expect(defineStep("notifier", { accepts: [Done] }).replies).toEqual([]);
  });

  it("gives its handler a union that is narrowed by the event's type", () => {
    const step = defineStep("watcher", { accepts: [Done, Failed] });
    const handler: Handler<typeof step> = (event) => {
      if (event.type === "done") expectTypeOf(event.data).toEqualTypeOf<{ rows: number }>();
      else expectTypeOf(event.data).toEqualTypeOf<{ reason: string }>();
    };
    expect(handler).toBeTypeOf("function");
  });

  it("lets a handler return a declared reply or noReply, and nothing else", () => {
    const step = defineStep("query-runner", { accepts: [Report], replies: [Done] });
    const replies: Handler<typeof step> = () => Done.create({ rows: 1 });
    const declines: Handler<typeof step> = () => noReply;
    // @ts-expect-error a forgotten reply is no choice
    const forgets: Handler<typeof step> = () => undefined;
    // @ts-expect-error another event's draft is no reply of this step
    const strays: Handler<typeof step> = () => Failed.create({ reason: "x" });
    expectTypeOf(replies).returns.toEqualTypeOf<
      EventDraft<"done", { rows: number }> | NoReply | Promise<EventDraft<"done", { rows: number }> | NoReply>
    >();
    expect([replies, declines, forgets, strays].every((handler) => typeof handler === "function")).toBe(true);
  });

  it("refuses a name that is no DNS label", () => {
    expect(refused(() => defineStep("Query_Runner", { accepts: [Report] }))).toEqual({
      code: "invalid-step-name",
      message: 'A step cannot be named "Query_Runner".',
    });
  });

  it("refuses to accept nothing", () => {
    expect(refused(() => defineStep("idle", { accepts: [] }))).toEqual({
      code: "step-accepts-nothing",
      message: 'Step "idle" accepts no event, so nothing could ever reach it.',
    });
  });

  it("refuses what is no contract, as an export that was deleted gives where nothing checks types", () => {
    const deleted = JSON.parse("{}").contract;
    expect(refused(() => defineStep("runner", { accepts: [Report], replies: [deleted] }))).toEqual({
      code: "not-a-contract",
      message: 'Step "runner" lists something in `replies` that is no contract.',
    });
  });

  it("refuses one type twice", () => {
    expect(refused(() => defineStep("twice", { accepts: [Done, defineEvent("done")] }))).toEqual({
      code: "duplicate-contract",
      message: 'Step "twice" lists "done" twice in `accepts`.',
    });
  });
});
