import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { describe, it } from "vitest";
import { messagesByFile, tsc } from "./tsc.ts";

const FOLDER = "test/fixtures/refused-claims";

/** Where each compiler points, and what its message must say; the order in which it lists a union is its own. */
const SAID: Readonly<Record<string, readonly [place: string, ...words: readonly string[]]>> = {
  "github-claims-gitlab.ts": [
    "(7,55)",
    "Type 'Contract<\"dev.knative.sources.gitlab.push\", unknown, unknown>' is not assignable to type 'GitHubContract'",
    "Did you mean '\"dev.knative.source.github.push\"'?",
  ],
  "github-name.ts": [
    "(3,35)",
    "Argument of type '\"pussh\"' is not assignable to parameter of type 'GitHubEventName'.",
  ],
  "mode-claims-other.ts": [
    "(6,60)",
    "is not assignable to type 'ApiServerContract<\"Reference\">'",
    "Did you mean '\"dev.knative.apiserver.ref.add\"'?",
  ],
  "ping-claims-other.ts": [
    "(7,57)",
    "is not assignable to type 'PingContract'",
    "Type '\"google.cloud.scheduler.job.v1.executed\"' is not assignable to type '\"dev.knative.sources.ping\"'.",
  ],
  "sink-in-the-middle.ts": ["(10,70)", "step 'build' replies nothing, so nothing can follow it"],
  "sink-takes-other.ts": [
    "(9,53)",
    "step 'build' accepts 'dev.knative.source.github.push', but this flow carries 'dev.knative.source.github.release'",
  ],
  "storage-name.ts": [
    "(3,37)",
    "Argument of type '\"created\"' is not assignable to parameter of type 'StorageEventName'.",
  ],
  "timer-claims-queue.ts": [
    "(5,66)",
    "Type '\"dev.knative.eventing.aws-sqs\"' is not assignable to type",
    "dev.knative.eventing.timer",
  ],
};

describe.concurrent("what the compiler prints for a source that claims what it cannot send", () => {
  it.for(["typescript", "typescript-newest"] as const)(
    "is at most three lines and 600 characters, at the claim (%s)",
    { timeout: 180_000 },
    async (compiler, { expect }) => {
      const messages = messagesByFile(await tsc(compiler, FOLDER));
      const printed = [...messages].filter(([file]) => file.startsWith(FOLDER));
      for (const [file, told] of printed) {
        const name = file.slice(FOLDER.length + 1);
        const [place = "", ...words] = SAID[name] ?? [];
        const [message = "", ...more] = told;
        expect(more, name).toEqual([]);
        expect(message.slice(file.length, message.indexOf(":")), name).toBe(place);
        for (const word of words) expect(message, name).toContain(word);
        expect(message.split("\n").length, name).toBeLessThanOrEqual(3);
        expect(message.slice(message.indexOf(":")).length, name).toBeLessThanOrEqual(620);
      }
      const fixtures = readdirSync(resolve(import.meta.dirname, "../..", FOLDER)).filter((name) =>
        name.endsWith(".ts"),
      );
      expect(printed.map(([file]) => file.slice(FOLDER.length + 1)).sort()).toEqual(fixtures.sort());
      expect(Object.keys(SAID).sort()).toEqual(fixtures);
    },
  );
});
