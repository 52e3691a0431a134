import { defineEvent, defineStep } from "../../src/events/index.ts";
import type { StandardSchema } from "../../src/events/standard-schema.ts";
import type { LogEntry } from "../../src/diagnostics/log.ts";

/** A schema without a library: an object with one text field. */
export function withText<Name extends string>(name: Name): StandardSchema<Record<Name, string>> {
  return {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (value) =>
        typeof value === "object" && value !== null && typeof Reflect.get(value, name) === "string"
          ? { value: value as Record<Name, string> }
          : { issues: [{ message: "must be a text", path: [name] }] },
    },
  };
}

export const Asked = defineEvent("test.asked", { data: withText("question") });
export const Answered = defineEvent("test.answered", { data: withText("answer") });
export const Oracle = defineStep("oracle", { accepts: [Asked], replies: [Answered] });
export const Listener = defineStep("listener", { accepts: [Asked] });

/** A binary-mode request body and headers. */
export function asked(data: unknown = { question: "why" }, type = "test.asked") {
  return {
    headers: {
      "ce-specversion": "1.0",
      "ce-id": "e-1",
      "ce-type": type,
      "ce-source": "/test",
      "content-type": "application/json",
    },
    body: JSON.stringify(data),
  };
}

/** A log that keeps its lines. */
export function keptLog(): { readonly entries: LogEntry[]; readonly log: (entry: LogEntry) => void } {
  const entries: LogEntry[] = [];
  return { entries, log: (entry) => entries.push(entry) };
}
