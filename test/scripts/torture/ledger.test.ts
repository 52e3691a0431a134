import { expect, it } from "vitest";
import { Ledger, type Order, storyOf } from "../../../scripts/torture/ledger.ts";
import {
  all,
  effectKey,
  either,
  handled,
  missing,
  NOTHING,
  published,
  replied,
  seen,
} from "../../../scripts/torture/needs.ts";

// The counting of `npm run torture` by itself: it has to notice an event that vanished.

const NEED = handled("check", "0", all(published("ledger", "0>check"), replied("0>check")));
const NONE = {
  sent: 1,
  accepted: 0,
  endedByTable: 0,
  deliveredOnce: 0,
  deliveredAgain: 0,
  deadLetteredByShim: 0,
  deadLetteredBySender: 0,
  vanished: 0,
  answeredTooEarly: 0,
  damaged: 0,
  unended: 0,
};

function ledgerOf(order: Partial<Order> = {}): Ledger {
  let now = 0;
  const ledger = new Ledger(() => (now += 10));
  ledger.open({ n: 0, path: "/orders", way: "gold", need: NEED, ...order });
  return ledger;
}

it("counts an event whose effects have all been seen as delivered once", () => {
  const ledger = ledgerOf();
  ledger.saw(0, "took", "check", "0");
  ledger.saw(0, "took", "ledger", "0>check");
  ledger.accepted(0, { id: "0>check" });
  expect(ledger.counts()).toEqual({ ...NONE, accepted: 1, deliveredOnce: 1 });
  expect(ledger.firstFault()).toBeUndefined();
});

it("tells an accepted event that lacks one effect as vanished, with its story", () => {
  const ledger = ledgerOf();
  ledger.tell(0, "sent to replica 1");
  ledger.saw(0, "took", "check", "0");
  ledger.saw(0, "took", "check", "0");
  ledger.saw(0, "lost", "ledger", "0>check");
  ledger.accepted(0, { id: "0>check" });
  expect(ledger.counts()).toEqual({ ...NONE, accepted: 1, vanished: 1, answeredTooEarly: 1 });
  const fault = ledger.firstFault();
  expect(fault?.what).toBe("vanished");
  expect(fault && storyOf(fault.entry)).toBe(
    [
      'event 0 on /orders, way "gold"',
      "  missing at the end: took ledger 0>check, or dead ledger 0>check, or dead check 0",
      "  missing when it was answered with success: took ledger 0>check, or dead ledger 0>check, or dead check 0",
      "  seen: took check 0 (2×), lost ledger 0>check",
      "  0.010 s  sent to replica 1",
    ].join("\n"),
  );
});

it("tells a lost reply, and one with another id, as vanished", () => {
  for (const reply of [undefined, { id: "1>check" }]) {
    const ledger = ledgerOf({ need: replied("0>check") });
    ledger.accepted(0, reply);
    expect(ledger.counts()).toEqual({ ...NONE, accepted: 1, vanished: 1, answeredTooEarly: 1 });
  }
});

it("tells an answer that came before its effects as too early, though nothing is lost", () => {
  const ledger = ledgerOf({ need: seen("took", "ledger", "0") });
  ledger.accepted(0, undefined);
  ledger.saw(0, "took", "ledger", "0");
  expect(ledger.counts()).toEqual({ ...NONE, accepted: 1, deliveredOnce: 1, answeredTooEarly: 1 });
  expect(ledger.firstFault()?.what).toBe("was answered too early");
});

it("counts work that was done again, its answer lost the first time, as delivered more than once", () => {
  const ledger = ledgerOf({ need: seen("took", "ledger", "0") });
  ledger.saw(0, "lost", "ledger", "0");
  ledger.saw(0, "took", "ledger", "0");
  ledger.accepted(0, undefined);
  expect(ledger.counts()).toEqual({ ...NONE, accepted: 1, deliveredAgain: 1 });
});

it("takes a dead letter in place of the step that it names, and not of another", () => {
  const ledger = ledgerOf();
  ledger.saw(0, "dead", "check", "0");
  ledger.accepted(0, undefined);
  expect(ledger.counts()).toEqual({ ...NONE, accepted: 1, deadLetteredByShim: 1 });

  const other = ledgerOf();
  other.saw(0, "dead", "ledger", "0");
  other.accepted(0, undefined);
  expect(other.counts()).toEqual({ ...NONE, accepted: 1, vanished: 1, answeredTooEarly: 1 });
});

it("counts events that the table ends, that their sender keeps, that are damaged and that nobody ended", () => {
  const filtered = ledgerOf({ need: NOTHING });
  filtered.accepted(0, undefined);
  expect(filtered.counts()).toEqual({ ...NONE, accepted: 1, endedByTable: 1 });

  const kept = ledgerOf();
  kept.kept(0);
  expect(kept.counts()).toEqual({ ...NONE, deadLetteredBySender: 1 });

  const open = ledgerOf();
  expect([open.counts(), open.firstFault()?.what]).toEqual([{ ...NONE, unended: 1 }, "was never ended by its sender"]);

  const damaged = ledgerOf({ need: NOTHING });
  damaged.accepted(0, undefined);
  damaged.sawDamage(0, "at ledger");
  expect([damaged.counts(), damaged.firstFault()?.what]).toEqual([
    { ...NONE, accepted: 1, endedByTable: 1, damaged: 1 },
    "arrived damaged",
  ]);
});

it("keeps an acceptance when a twin of the event fails, and judges each answer of success", () => {
  const ledger = ledgerOf({ need: replied("0>check") });
  ledger.accepted(0, { id: "0>check" });
  ledger.kept(0);
  expect(ledger.counts()).toEqual({ ...NONE, accepted: 1, deliveredOnce: 1 });
  ledger.accepted(0, undefined);
  expect(ledger.counts()).toEqual({ ...NONE, accepted: 1, deliveredOnce: 1, answeredTooEarly: 1 });
});

it("names what each way lacks, and nothing where one of them is complete", () => {
  const need = either(all(seen("took", "a", "1"), seen("took", "b", "1")), seen("dead", "a", "1"));
  expect(missing(need, new Map(), undefined)).toEqual(["took a 1 and took b 1, or dead a 1"]);
  expect(missing(need, new Map([[effectKey("took", "a", "1"), 1]]), undefined)).toEqual(["took b 1, or dead a 1"]);
  expect(missing(need, new Map([[effectKey("dead", "a", "1"), 1]]), undefined)).toEqual([]);
});
