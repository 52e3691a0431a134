import { expect, it } from "vitest";
import { reportOf } from "../../../scripts/torture/report.ts";
import { stopTorture, torture } from "../../../scripts/torture/run.ts";

// A glimpse of `npm run torture`, which sends 100,000: the shim's own processes, killed, and events counted from outside.
it("kills the shim while it works, and loses nothing that was accepted", async (context) => {
  context.onTestFinished(stopTorture);
  const tortured = await torture({ events: 400, seed: 20_261_121, seconds: 20, progress: () => undefined });
  const { text, isWell } = reportOf(tortured);
  expect(isWell ? "well" : text).toBe("well");
  const { sent, accepted, deadLetteredBySender, vanished } = tortured.ledger.counts();
  expect([accepted + deadLetteredBySender, vanished]).toEqual([sent, 0]);
  expect(accepted).toBeGreaterThan(sent / 2);
});
