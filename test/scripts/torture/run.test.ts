import { expect, it } from "vitest";
import { reportOf } from "../../../scripts/torture/report.ts";
import { stopTorture, torture } from "../../../scripts/torture/run.ts";

// A glimpse of `npm run torture`, which sends 100,000: the shim's own processes, and events counted from outside. How many
// are accepted depends on how busy the machine is; that none vanishes does not.
it("loses nothing that the shim's own processes accepted, whatever fails around them", async (context) => {
  context.onTestFinished(stopTorture);
  const tortured = await torture({ events: 100, seed: 20_261_121, seconds: 3, retries: 1, progress: () => undefined });
  const { text, isWell } = reportOf(tortured);
  expect(isWell ? "well" : text).toBe("well");
  const { sent, accepted, deadLetteredBySender, vanished } = tortured.ledger.counts();
  expect([accepted + deadLetteredBySender, vanished, sent > 0]).toEqual([sent, 0, true]);
});
