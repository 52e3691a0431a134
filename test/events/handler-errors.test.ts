import { describe, expect, it } from "vitest";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import { EventError } from "../../src/events/event-error.ts";
import { FinalError, RetriableError, statusOf } from "../../src/events/handler-errors.ts";

function faultOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return AuthoringError.is(error) ? error.diagnostic : error;
  }
  return undefined;
}

describe("statusOf", () => {
  it("answers a retriable error with 503, or the status and the wait it names", () => {
    expect(statusOf(new RetriableError("busy"))).toEqual({ status: 503 });
    expect(statusOf(new RetriableError("busy", { status: 429, retryAfterSeconds: 7 }))).toEqual({
      status: 429,
      retryAfter: "7",
    });
  });

  it("answers a final error with 422, or the status it names", () => {
    expect(statusOf(new FinalError("no such airport"))).toEqual({ status: 422 });
    expect(statusOf(new FinalError("gone", { status: 410 }))).toEqual({ status: 410 });
  });

  it("answers an event that does not fit with 400, and anything else thrown with 500", () => {
    expect(statusOf(new EventError("invalid-data", "no"))).toEqual({ status: 400 });
    expect(statusOf(new TypeError("x is undefined"))).toEqual({ status: 500 });
    expect(statusOf("a text")).toEqual({ status: 500 });
    expect(statusOf(undefined)).toEqual({ status: 500 });
  });

  it("knows the errors of another copy of the package by their brand", () => {
    const foreign = Object.assign(new Error("busy"), { status: 500, [Symbol.for("sluice.dev/RetriableError")]: true });
    expect(statusOf(foreign)).toEqual({ status: 500 });
    expect(RetriableError.is(foreign)).toBe(true);
  });

  it("keeps the cause", () => {
    const cause = new Error("socket hang up");
    expect(new RetriableError("busy", { cause }).cause).toBe(cause);
  });
});

describe("the status of an error", () => {
  it("refuses a retriable error that nobody would retry", () => {
    expect(faultOf(() => new RetriableError("no", { status: 422 }))).toEqual({
      code: "invalid-error-status",
      severity: "error",
      at: {},
      message: "A RetriableError cannot carry status 422.",
      mend: "Use 404, 408, 409, 429 or 500 to 599, which senders retry.",
      source: "knative/eventing.md §6.3",
    });
  });

  it("refuses a final error that would be retried, and a status that is none", () => {
    expect(faultOf(() => new FinalError("no", { status: 409 }))).toMatchObject({ code: "invalid-error-status" });
    expect(faultOf(() => new FinalError("no", { status: 200 }))).toMatchObject({ code: "invalid-error-status" });
    expect(faultOf(() => new RetriableError("no", { status: 700 }))).toMatchObject({ code: "invalid-error-status" });
  });

  it("refuses a wait that is not whole seconds", () => {
    expect(faultOf(() => new RetriableError("no", { retryAfterSeconds: 0.5 }))).toMatchObject({
      code: "invalid-retry-after",
    });
  });
});
