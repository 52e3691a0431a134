import { existsSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { admit, DEFAULT_SETTINGS, readManifests, type SourcedManifest } from "../../src/manifests/index.ts";

/** Manifests of others with the verdicts of real webhooks, beside the repository; used in place, never copied. */
const CORPUS = new URL("../../../shared/corpus/", import.meta.url);

interface Verdict {
  /** File and number of the document in it. */
  readonly id: string;
  readonly isAccepted: boolean;
}

describe("manifests that others wrote", () => {
  beforeEach(({ skip }) => skip(!existsSync(CORPUS), "../shared/corpus is absent"));

  it("are accepted and refused as recorded, but for references that never resolve", () => {
    const different = verdicts().filter(({ id, isAccepted }) => isAccepted !== (faultsOf(id).length === 0));
    expect(different.map(({ id }) => [id, faultsOf(id)])).toEqual([
      ["meteatamel+knative-tutorial/eventing__brokertrigger__source.yaml#0", ["reference-not-served"]],
      ["meteatamel+knative-tutorial/eventing__complex__source.yaml#0", ["reference-not-served"]],
      ["meteatamel+knative-tutorial/eventing__ping__source-broker.yaml#0", ["reference-not-served"]],
    ]);
  });
});

const files = new Map<string, readonly SourcedManifest[]>();

function faultsOf(id: string): readonly string[] {
  const [path = "", index = "0"] = id.split("#");
  let manifests = files.get(path);
  if (manifests === undefined) {
    ({ manifests } = readManifests([{ path, text: readFileSync(new URL(encodeURI(path), CORPUS), "utf8") }]));
    files.set(path, manifests);
  }
  const manifest = manifests[Number(index)];
  if (manifest === undefined) return ["not read"];
  return admit([manifest], DEFAULT_SETTINGS)
    .filter(({ severity }) => severity === "error")
    .map(({ code }) => code);
}

function verdicts(): readonly Verdict[] {
  const rows = ["verdicts-eventing.jsonl", "verdicts-serving.jsonl"].flatMap((name) =>
    readFileSync(new URL(name, CORPUS), "utf8")
      .split("\n")
      .filter((line) => line !== ""),
  );
  return rows.map((line) => {
    const row = JSON.parse(line) as { readonly id: string; readonly verdict?: string; readonly accepted?: boolean };
    return { id: row.id, isAccepted: row.verdict === undefined ? row.accepted === true : row.verdict === "accepted" };
  });
}
