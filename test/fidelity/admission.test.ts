import { describe, expect, it } from "vitest";
import { type AdmissionRow, replayAdmission } from "./admission.ts";
import { replayServing, type ServingRow } from "./admission-serving.ts";
import { readRecording } from "./recordings.ts";

describe("eventing", () => {
  const rows = readRecording<AdmissionRow>("admission-mutants");

  it("accepts, refuses and defaults as recorded from Knative Eventing", () => {
    const { cases, different } = replayAdmission(rows);
    expect(cases).toBe(3901);
    expect(different.map(({ id }) => id)).toEqual([
      // A null extension attribute is pruned here and an empty text everywhere else; what decides is unknown.
      "PingSource.v1beta2/null/0db9ecf892",
    ]);
  });
});

describe("serving", () => {
  const rows = readRecording<ServingRow>("admission-serving").filter((row) => kindOf(row) === "Service");

  it("accepts, refuses and defaults Services as recorded from Knative Serving", () => {
    const { cases, different } = replayServing(rows);
    expect(cases).toBe(2155);
    expect(different.map(({ id }) => id)).toEqual([
      // Names of fields at the top of an object in another case never get past the API server.
      "env/typo/apiVersion/ApiVersion",
      "resources/typo/metadata/METADATA",
      "hpa/typo/metadata/METADATA",
      // JavaScript rounds this number to the largest that fits; it is refused all the same.
      "plain/timeoutSeconds/20=9223372036854775808",
      // Other values of config-defaults and config-autoscaler than Knative ships: no setting of ours says them.
      "plain/cluster-class-hpa/cpu",
      "plain/cc-limits/0",
      "plain/cc-limits/51",
      "plain/timeout-limits/601",
      "plain/timeout-limits/1200",
      "plain/container-name-template",
    ]);
  });
});

function kindOf({ object }: ServingRow): unknown {
  return typeof object === "object" && object !== null && "kind" in object ? object.kind : undefined;
}
