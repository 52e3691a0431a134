import { describe, expect, it } from "vitest";
import { documents, BROKER, serviceObject, triggerObject } from "../../../src/checks/example-objects.ts";
import { findings } from "../harness.ts";

const HASH = `sha256-${"0".repeat(64)}`;

describe("missing-event-type", () => {
  it("does not ask for the EventType of what a step could take and no leg can bring", () => {
    const yaml = documents(
      BROKER,
      triggerObject("charge", "shop.order.placed"),
      serviceObject("charge", { accepts: `shop.order.placed,shop.order.refunded@${HASH}`, replies: "" }),
    );
    expect(findings(yaml, "missing-event-type")).toEqual([]);
  });
});
