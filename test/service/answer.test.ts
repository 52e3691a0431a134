import { describe, expect, test } from "vitest";
import { FinalError, RetriableError } from "../../src/events/handler-errors.ts";
import { noReply } from "../../src/events/index.ts";
import { answer, type ServiceHost } from "../../src/service/answer.ts";
import { type Service, service } from "../../src/service/service.ts";
import { Answered, asked, Listener, Oracle } from "./fixtures.ts";

const host: ServiceHost = { now: () => 1_700_000_000_000, id: () => "r-1", source: "/sluice/oracle" };
const event = { id: "e-1", type: "test.asked", source: "/test" };
const PLAIN = [["Content-Type", "text/plain; charset=utf-8"]];

function answerOf(served: Service, message: Parameters<typeof answer>[1] = asked()) {
  return answer(served, message, new AbortController().signal, host);
}

/** A handler that breaks its type, as JavaScript can. */
function returning(value: unknown): Service {
  return { ...service(Oracle, () => noReply), handler: () => value as typeof noReply };
}

describe("a reply", () => {
  test("goes out in binary mode, stamped with id, time and source", async () => {
    const served = service(Oracle, (asking) => Answered.create({ answer: asking.data.question.toUpperCase() }));
    expect(await answerOf(served)).toEqual({
      status: 200,
      headers: [
        ["ce-specversion", "1.0"],
        ["ce-id", "r-1"],
        ["ce-source", "/sluice/oracle"],
        ["ce-type", "test.answered"],
        ["ce-time", "2023-11-14T22:13:20Z"],
        ["content-type", "application/json"],
      ],
      body: '{"answer":"WHY"}',
      account: { severity: "INFO", message: "Handled, replied.", event, reply: "test.answered" },
    });
  });

  test("keeps the source, subject and extensions of its draft", async () => {
    const served = service(Oracle, () =>
      Answered.create({ answer: "so" }, { source: "//delphi", subject: "tripod", extensions: { mood: "dark" } }),
    );
    const { headers } = await answerOf(served);
    expect(Object.fromEntries(headers)).toMatchObject({
      "ce-source": "//delphi",
      "ce-subject": "tripod",
      "ce-mood": "dark",
    });
  });

  test("of none is 202 with an empty body, because a Trigger turns any other body into 502", async () => {
    const empty = {
      status: 202,
      headers: [["Content-Length", "0"]],
      account: { severity: "INFO", message: "Handled, no reply.", event },
    };
    expect(await answerOf(service(Oracle, () => noReply))).toEqual(empty);
    expect(await answerOf(service(Listener, () => undefined))).toEqual(empty);
  });
});

describe("a return value that is no declared reply is 500, and the log says how to mend it", () => {
  const mend = 'Return a draft made by the contract of "test.answered", or `noReply`.';
  test.each([
    ["a plain text", "OK", "a text of 2 characters"],
    ["a plain object", { answer: "so" }, "an object with the fields answer"],
    ["nothing", undefined, "nothing"],
    ["null", null, "null"],
    ["a list", [1], "a list"],
    ["a number", 7, "a number"],
    ["an undeclared event", Oracle.accepts[0]?.create({ question: "?" }), 'an event of type "test.asked"'],
  ])("%s", async (_, value, described) => {
    const text = `The handler of step "oracle" returned ${described}, which is no declared reply.`;
    expect(await answerOf(returning(value))).toEqual({
      status: 500,
      headers: PLAIN,
      body: text,
      account: { severity: "ERROR", message: `${text} ${mend}`, event },
    });
  });

  test("from a step that declares no replies", async () => {
    const served: Service = { ...service(Listener, () => undefined), handler: () => "OK" as never };
    const { status, account } = await answerOf(served);
    expect({ status, message: account.message }).toEqual({
      status: 500,
      message:
        'The handler of step "listener" returned a text of 2 characters, which is no declared reply. ' +
        "It declares no replies: return nothing, or declare the contract in the step's `replies`.",
    });
  });

  test("a reply whose data its contract refuses", async () => {
    const { status, body } = await answerOf(returning(Answered.create({ answer: 7 as never })));
    expect({ status, body }).toEqual({
      status: 500,
      body:
        'The reply of step "oracle" is not what its contract says. ' +
        'The data of this "test.answered" event is not what its contract says: data.answer: must be a text.',
    });
  });

  test("a reply that no header can carry", async () => {
    const bad = Answered.create({ answer: "so" }, { subject: "two\nlines" });
    expect((await answerOf(returning(bad))).status).toBe(500);
  });
});

describe("a request that brings no event for the step", () => {
  test("without any event is 400", async () => {
    const refused = await answerOf(
      service(Listener, () => undefined),
      { headers: {}, body: "hello" },
    );
    expect([refused.status, refused.account.severity]).toEqual([400, "WARNING"]);
    expect(refused.body).toBe(refused.account.message.replace("Not an event: ", ""));
  });

  test("of another type is 422, which is not retried", async () => {
    const refused = await answerOf(
      service(Listener, () => undefined),
      asked({}, "test.other"),
    );
    const text = 'Step "listener" does not accept "test.other", only test.asked.';
    expect(refused).toEqual({
      status: 422,
      headers: PLAIN,
      body: text,
      account: {
        severity: "WARNING",
        message: `${text} Filter the Trigger by type, or add the contract to the step's \`accepts\`.`,
        event: { ...event, type: "test.other" },
      },
    });
  });

  test("whose data the contract refuses is 400, and the handler is not called", async () => {
    let called = false;
    const served = service(Listener, () => {
      called = true;
    });
    const { status, body } = await answerOf(served, asked({ question: 7 }));
    expect({ status, body, called }).toEqual({
      status: 400,
      body: 'The data of this "test.asked" event is not what its contract says: data.question: must be a text.',
      called: false,
    });
  });
});

describe("what a handler throws", () => {
  const throwing = (error: unknown) =>
    service(Listener, () => {
      throw error;
    });

  test("chooses the status, and may ask to be retried later", async () => {
    const failed = await answerOf(throwing(new RetriableError("busy", { status: 429, retryAfterSeconds: 7 })));
    expect(failed).toEqual({
      status: 429,
      headers: [...PLAIN, ["Retry-After", "7"]],
      body: "busy",
      account: { severity: "WARNING", message: "busy", event },
    });
    expect((await answerOf(throwing(new FinalError("never")))).status).toBe(422);
  });

  test("unexpectedly is 500, with the error for the log and a short text for the caller", async () => {
    const error = new Error("x".repeat(600));
    const failed = await answerOf(throwing(error));
    expect(failed.status).toBe(500);
    expect(failed.body).toHaveLength(501);
    expect(failed.account.error).toBe(error);
  });

  test("is answered too when it is no Error", async () => {
    expect((await answerOf(throwing("boom"))).body).toBe('The handler of step "listener" failed: boom');
  });
});
