import { Construct } from "constructs";
import { isStep, type Step } from "../../src/events/index.ts";
import type { Addressable } from "./addressable.ts";
import { dnsForm } from "./names.ts";

/** The step of a subscriber, where it has one. */
export function stepOf(subscriber: Addressable): Step | undefined {
  return "step" in subscriber && isStep(subscriber.step) ? subscriber.step : undefined;
}

/** What people call a destination, as a DNS label: its step, its construct, its declared name, its object. */
export function nameOf(to: Addressable): string {
  const { ref, uri } = to.destination;
  const construct = Construct.isConstruct(to) ? to.node.id : undefined;
  return dnsForm(stepOf(to)?.name ?? construct ?? to.external?.name ?? ref?.name ?? uri ?? "subscriber");
}
