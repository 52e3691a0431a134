import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { describe, it } from "vitest";
import { COMPILERS, messagesByFile, tsc } from "./tsc.ts";

const FOLDER = "test/fixtures/refused-lists";

/** Where each compiler points, and the sentence with which its one line ends. */
const SAID: Readonly<Record<string, readonly [place: string, sentence: string]>> = {
  "subscriber.ts": [
    "(5,19)",
    "step 'chart-creator' accepts 'dev.reports.query.completed.v1', but this channel carries 'dev.knative.sources.ping'",
  ],
  "reply.ts": [
    "(5,29)",
    "the replies include 'dev.reports.query.completed.v1', but this channel carries 'dev.knative.sources.ping'",
  ],
  "step.ts": [
    "(4,59)",
    "step 'chart-creator' accepts 'dev.reports.query.completed.v1', but this Sequence carries 'dev.reports.chart.created.v1'",
  ],
  "step-with-delivery.ts": [
    "(4,50)",
    "step 'query-runner' accepts 'dev.knative.sources.ping', but this Sequence carries 'dev.reports.query.completed.v1'",
  ],
  "step-after-the-end.ts": ["(4,52)", "step 'notifier' replies nothing, so nothing can follow it"],
  "branch.ts": [
    "(4,91)",
    "step 'chart-creator' accepts 'dev.reports.query.completed.v1', but this Parallel carries 'dev.knative.sources.ping'",
  ],
};

describe.concurrent("what the compiler prints for a list with a step that does not fit", () => {
  it.for(COMPILERS)(
    "is one line that stands at the step and ends in a sentence (%s)",
    { timeout: 180_000 },
    async (compiler, { expect }) => {
      const messages = messagesByFile(await tsc(compiler, FOLDER));
      const printed = Object.fromEntries(
        [...messages]
          .filter(([file]) => file.startsWith(FOLDER))
          .map(([file, told]) => {
            const [message = "", ...more] = told;
            const place = message.slice(file.length, message.indexOf(":"));
            const sentence = /'"([^"]*)"'\.$/.exec(message)?.[1];
            return [file.slice(FOLDER.length + 1), [place, sentence, ...more]];
          }),
      );
      expect(printed).toEqual(SAID);
      const fixtures = readdirSync(resolve(import.meta.dirname, "../..", FOLDER));
      expect(fixtures.filter((name) => name.endsWith(".ts")).sort()).toEqual(Object.keys(SAID).sort());
    },
  );
});
