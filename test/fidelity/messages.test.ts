import { expect, it } from "vitest";
import { type MessageRow, replayMessages } from "./messages.ts";
import { readRecording } from "./recordings.ts";

const rows = readRecording<MessageRow>("messages");
const replayed = replayMessages(rows);

it("accepts, refuses, reads and writes messages as recorded from Knative", () => {
  expect(replayed.different).toEqual([]);
});

it("differs on purpose only where the order of JSON members or white space would decide", () => {
  const reasons = new Set(replayed.intendedRows.map((row) => row.reason.replace(/: .*/, "")));
  expect([...reasons]).toEqual(["§13 row 47"]);
  expect(replayed.intended).toBeLessThan(rows.length * 0.02);
});
