import { expect, it } from "vitest";
import { messagesByFile, tsc } from "./tsc.ts";

// The claims themselves are in *.test-d.ts beside this file; one that does not hold does not compile.
it.for(["typescript", "typescript-newest"] as const)(
  "the types of flows and handlers hold (%s)",
  { timeout: 180_000 },
  async (compiler) => {
    const messages = messagesByFile(await tsc(compiler, "test/types"));
    expect([...messages].filter(([file]) => file.startsWith("test/"))).toEqual([]);
  },
);
