import { describe, expect, it } from "vitest";
import { parseEmbedded } from "../../../src/manifests/read/embedded.ts";

describe("parseEmbedded", () => {
  it("reads YAML and JSON", () => {
    expect(parseEmbedded("kind: InMemoryChannel\nspec: { delivery: { retry: 2 } }")).toEqual({
      kind: "InMemoryChannel",
      spec: { delivery: { retry: 2 } },
    });
    expect(parseEmbedded('{"kind":"X"}')).toEqual({ kind: "X" });
  });

  it("gives nothing for what does not parse", () => {
    expect(parseEmbedded("a: [")).toBeUndefined();
  });
});
