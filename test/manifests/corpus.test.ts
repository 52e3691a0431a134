import { existsSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { type AdmissionRow, judgeAdmission } from "../fidelity/admission.ts";
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

describe("manifests that others wrote for Eventing", () => {
  beforeEach(({ skip }) => skip(!existsSync(CORPUS), "../shared/corpus is absent"));

  it("are accepted, or refused at the recorded stage for the recorded fields", () => {
    const rows = lines("verdicts-eventing.jsonl").map((line) => JSON.parse(line) as AdmissionRow);
    const different = rows.flatMap((row) => {
      const { ours, theirs } = judgeAdmission({ ...row, object: manifestOf(row.id)?.manifest });
      // The object after defaulting is not in these verdicts.
      const [our, their] = [ours, theirs].map(({ stage, paths }) => JSON.stringify({ stage, paths }));
      return our === their ? [] : [{ id: row.id, our, their }];
    });
    expect(rows.length).toBeGreaterThan(100);
    expect(different).toEqual([]);
  });
});

const files = new Map<string, readonly SourcedManifest[]>();

function manifestOf(id: string): SourcedManifest | undefined {
  const [path = "", index = "0"] = id.split("#");
  let manifests = files.get(path);
  if (manifests === undefined) {
    ({ manifests } = readManifests([{ path, text: readFileSync(new URL(encodeURI(path), CORPUS), "utf8") }]));
    files.set(path, manifests);
  }
  return manifests[Number(index)];
}

function faultsOf(id: string): readonly string[] {
  const manifest = manifestOf(id);
  if (manifest === undefined) return ["not read"];
  return admit([manifest], DEFAULT_SETTINGS)
    .filter(({ severity }) => severity === "error")
    .map(({ code }) => code);
}

function verdicts(): readonly Verdict[] {
  return ["verdicts-eventing.jsonl", "verdicts-serving.jsonl"].flatMap(lines).map((line) => {
    const row = JSON.parse(line) as { readonly id: string; readonly verdict?: string; readonly accepted?: boolean };
    return { id: row.id, isAccepted: row.verdict === undefined ? row.accepted === true : row.verdict === "accepted" };
  });
}

function lines(name: string): readonly string[] {
  return readFileSync(new URL(name, CORPUS), "utf8")
    .split("\n")
    .filter((line) => line !== "");
}
