import { expect, it } from "vitest";
import {
  type Answer,
  EndlessError,
  type Responder,
  seededRandom,
  StuckError,
  type TransportRequest,
  VirtualClock,
  VirtualHost,
} from "../../../src/runtime/index.ts";
import { event } from "../harness.ts";

const request = (to: string): TransportRequest => ({
  n: 1,
  to,
  url: `http://${to}.example`,
  method: "POST",
  event: event(),
  mode: "binary",
  headers: [],
  leg: "subscriber",
  attempt: 1,
});

function hostOf(
  responder: Responder | undefined,
  options: { guardMs?: number; maxTurns?: number; seed?: number } = {},
) {
  const clock = new VirtualClock(0);
  const random = seededRandom(options.seed ?? 1);
  return { clock, host: new VirtualHost({ clock, random, responderOf: () => responder, ...options }) };
}

it("serves one request at a time, though their promises overlap", async () => {
  let open = 0;
  let most = 0;
  const { host } = hostOf(async () => {
    open += 1;
    most = Math.max(most, open);
    await new Promise((done) => setImmediate(done));
    open -= 1;
    return { kind: "answer", answer: { status: 202, headers: [] } };
  });
  const answers: Answer[] = [];
  for (const to of ["a", "b", "c"]) host.send(request(to), (answer) => answers.push(answer));
  await host.settle();
  expect({ most, answers: answers.length }).toEqual({ most: 1, answers: 3 });
});

it("chooses among waiting requests by its seed", async () => {
  const order = async (seed: number) => {
    const seen: string[] = [];
    const { host } = hostOf(
      ({ to }) => {
        seen.push(to);
        return { kind: "hang" };
      },
      { seed },
    );
    for (const to of "abcdefgh") host.send(request(to), () => undefined);
    await host.settle();
    return seen.join("");
  };
  expect(await order(1)).toBe(await order(1));
  expect(new Set(await Promise.all([1, 2, 3, 4].map(order))).size).toBe(4);
});

it("never answers before send has returned, nor after a cancel", async () => {
  const { host } = hostOf(() => ({ kind: "no-answer", error: "EOF", afterMs: 5 }));
  const told: string[] = [];
  const cancel = host.send(request("a"), () => told.push("cancelled"));
  host.send(request("b"), (answer) => told.push(JSON.stringify(answer)));
  told.push("sent");
  cancel();
  await host.settle();
  expect(told).toEqual(["sent", '{"error":"EOF"}']);
});

it("says that nobody is there", async () => {
  const { host } = hostOf(undefined);
  const answers: Answer[] = [];
  host.send(request("a"), (answer) => answers.push(answer));
  await host.settle();
  expect(answers).toEqual([{ error: "dial tcp: lookup a.example: no such host" }]);
});

it("fails a run whose promise stays open, and one without an end", async () => {
  const stuck = hostOf(() => new Promise(() => undefined), { guardMs: 10 });
  stuck.host.send(request("a"), () => undefined);
  await expect(stuck.host.settle()).rejects.toBeInstanceOf(StuckError);

  const endless = hostOf(undefined, { maxTurns: 1000 });
  const again = () => endless.clock.soon(again);
  again();
  await expect(endless.host.settle()).rejects.toBeInstanceOf(EndlessError);
});

it("fails with what a responder throws", async () => {
  const { host } = hostOf(() => {
    throw new Error("missing-handler");
  });
  host.send(request("a"), () => undefined);
  await expect(host.settle()).rejects.toThrow("missing-handler");
});
