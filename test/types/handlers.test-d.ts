import { z } from "zod";
import { defineEvent, defineStep, type Handler, noReply } from "../../src/events/index.ts";
import { claim, type Equal } from "./equal.ts";

const Ordered = defineEvent("dev.shop.order.placed.v1", { data: z.object({ order: z.string(), total: z.number() }) });
const Cancelled = defineEvent("dev.shop.order.cancelled.v1", {
  data: z.object({ order: z.string(), why: z.string() }),
});
const Billed = defineEvent("dev.shop.order.billed.v1", { data: z.object({ invoice: z.string() }) });
const Refunded = defineEvent("dev.shop.order.refunded.v1", { data: z.object({ invoice: z.string() }) });
const Billing = defineStep("billing", { accepts: [Ordered, Cancelled], replies: [Billed, Refunded] });
const Archive = defineStep("archive", { accepts: [Ordered] });

// A handler gets a union that `event.type` narrows.
export const billing: Handler<typeof Billing> = (event) => {
  claim<Equal<typeof event.type, "dev.shop.order.placed.v1" | "dev.shop.order.cancelled.v1">>();
  switch (event.type) {
    case "dev.shop.order.placed.v1":
      claim<Equal<typeof event.data, { order: string; total: number }>>();
      return Billed.create({ invoice: event.data.order });
    case "dev.shop.order.cancelled.v1":
      claim<Equal<typeof event.data, { order: string; why: string }>>();
      return Refunded.create({ invoice: event.data.order });
    default:
      claim<Equal<typeof event, never>>();
      return noReply;
  }
};

// A contract's own guard narrows as well.
export const guarded: Handler<typeof Billing> = (event) =>
  Ordered.is(event) ? Billed.create({ invoice: `${event.data.total}` }) : noReply;

// Returning nothing is said, not forgotten; a reply is one of those declared; what replies nothing returns nothing.
// @ts-expect-error: a step that replies says `noReply`
export const forgotten: Handler<typeof Billing> = () => {};
// @ts-expect-error: not declared
export const foreign: Handler<typeof Billing> = () => Ordered.create({ order: "1", total: 2 });
export const archive: Handler<typeof Archive> = () => {};
export const archiveSaid: Handler<typeof Archive> = async () => noReply;
// @ts-expect-error: it replies nothing
export const talkative: Handler<typeof Archive> = () => Billed.create({ invoice: "1" });
