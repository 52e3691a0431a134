import { CloudEvent } from "cloudevents";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import { defineEvent, EventError, isContract, pingEvent, type StandardSchema } from "../../src/events/index.ts";

const QueryCompleted = defineEvent("dev.reports.query.completed.v1", {
  data: z.object({ table: z.string(), rows: z.int() }),
  source: "/reports",
});

const wire = { specversion: "1.0", id: "7", source: "/reports", type: "dev.reports.query.completed.v1" };

function thrown(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

describe("a contract", () => {
  it("makes drafts without id and time, which the sender stamps", () => {
    expect(QueryCompleted.create({ table: "ord", rows: 3 }, { subject: "ord", extensions: { region: "eu" } })).toEqual({
      type: "dev.reports.query.completed.v1",
      source: "/reports",
      subject: "ord",
      datacontenttype: "application/json",
      extensions: { region: "eu" },
      data: { table: "ord", rows: 3 },
    });
  });

  it("parses an event of the cloudevents package, with its extensions", () => {
    const event = new CloudEvent({ ...wire, region: "eu", data: { table: "ord", rows: 3 } });
    const parsed = QueryCompleted.parse(event);
    expect({ ...parsed, time: undefined, extensions: { ...parsed.extensions } }).toEqual({
      ...wire,
      time: undefined,
      extensions: { region: "eu" },
      data: { table: "ord", rows: 3 },
    });
  });

  it("refuses data that its schema refuses, and names each field", () => {
    const error = thrown(() => QueryCompleted.parse({ ...wire, data: { table: 5, rows: 1.5 } }));
    expect(EventError.is(error) && { code: error.code, message: error.message }).toEqual({
      code: "invalid-data",
      message:
        'The data of this "dev.reports.query.completed.v1" event is not what its contract says: ' +
        "data.table: Invalid input: expected string, received number; data.rows: Invalid input: expected int, received number.",
    });
  });

  it("refuses an event of another type", () => {
    const error = thrown(() => QueryCompleted.parse({ ...wire, type: "other", data: {} }));
    expect(EventError.is(error) && [error.code, error.message]).toEqual([
      "wrong-type",
      'This event\'s type is "other", not "dev.reports.query.completed.v1".',
    ]);
  });

  it("refuses what is no event", () => {
    const error = thrown(() => QueryCompleted.parse({ type: "dev.reports.query.completed.v1" }));
    expect(EventError.is(error) && [error.code, error.message]).toEqual([
      "not-an-event",
      "This is no CloudEvent: its `id` is absent.",
    ]);
  });

  it("refuses a schema that validates asynchronously, and says so", () => {
    const slow: StandardSchema = {
      "~standard": { version: 1, vendor: "test", validate: () => Promise.reject(new Error("late")) },
    };
    const error = thrown(() => defineEvent("slow", { data: slow }).parse({ ...wire, type: "slow" }));
    expect(EventError.is(error) && error.code).toBe("async-schema");
  });

  it("tells its own events from others", () => {
    expect([
      QueryCompleted.is({ type: wire.type, data: { table: "ord", rows: 3 } }),
      QueryCompleted.is({ type: wire.type, data: { table: "ord" } }),
      QueryCompleted.is({ type: "other", data: { table: "ord", rows: 3 } }),
    ]).toEqual([true, false, false]);
  });

  it("takes any data when it declares no schema, and then has no hash", () => {
    const Anything = defineEvent("anything");
    expect([
      Anything.parse({ ...wire, type: "anything", data: 5 }).data,
      Anything.jsonSchema,
      Anything.schemaHash,
    ]).toEqual([5, undefined, undefined]);
  });

  it("has no JSON Schema where the library cannot express one", () => {
    expect(defineEvent("dated", { data: z.object({ on: z.date() }) }).jsonSchema).toBeUndefined();
  });

  it("is recognised by its brand", () => {
    expect([isContract(QueryCompleted), isContract({ type: "x" }), isContract(null)]).toEqual([true, false, false]);
  });

  it("of a PingSource can only have the type a PingSource emits", () => {
    expect(pingEvent({ data: z.object({ airport: z.string() }) }).type).toBe("dev.knative.sources.ping");
  });

  it("cannot be named with blanks around it", () => {
    const error = thrown(() => defineEvent(" a "));
    expect(AuthoringError.is(error) && error.diagnostic).toEqual({
      code: "invalid-event-type",
      severity: "error",
      at: {},
      message: '" a " is no event type: it is empty or has blanks around it.',
      mend: "Use a name such as `dev.reports.query.completed.v1`.",
    });
  });

  it("refuses an extension name that HTTP would lose, and says how to mend it", () => {
    const error = thrown(() => defineEvent("a", { extensions: { "trace-parent": "who called" } }));
    expect(AuthoringError.is(error) && [error.diagnostic.message, error.diagnostic.mend]).toEqual([
      'Event "a" cannot carry an extension attribute named "trace-parent".',
      'Use lower-case letters and digits, and no name of a core attribute: "traceparent".',
    ]);
  });
});
