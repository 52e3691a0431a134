import { didYouMean } from "../diagnostics/index.ts";
import { quote, type RouteFaults, type RoutePath } from "./faults.ts";
import type { Route, RouteDelivery, RouteStep } from "./table.ts";

/** A step and where it stands. */
export interface PlacedStep {
  readonly step: RouteStep;
  readonly path: RoutePath;
  /** Its own name, or its place: `flow-2`, `flow-0-gold-1`. */
  readonly name: string;
}

/** Every step of a flow, those of its branches and cases too, in the order they stand in. */
export function* placedSteps(flow: readonly RouteStep[], path: RoutePath, place: string): Iterable<PlacedStep> {
  for (const [index, step] of flow.entries()) {
    const at = `${place}-${index}`;
    const stepPath = [...path, index];
    yield { step, path: stepPath, name: step.name ?? at };
    if ("fanOut" in step) {
      for (const [number, branch] of step.fanOut.entries()) {
        yield* placedSteps(branch.flow, [...stepPath, "fanOut", number, "flow"], `${at}-${branch.name ?? number}`);
      }
    } else if ("switch" in step) {
      for (const [number, one] of step.switch.entries()) {
        yield* placedSteps(one.flow, [...stepPath, "switch", number, "flow"], `${at}-${one.name ?? number}`);
      }
      yield* placedSteps(step.otherwise, [...stepPath, "otherwise"], `${at}-otherwise`);
    }
  }
}

/** Every destination a route names exists; no two steps, branches or cases have one name. */
export function checkNames(
  route: Route,
  path: RoutePath,
  destinations: ReadonlySet<string>,
  faults: RouteFaults,
): void {
  const known = (name: string | undefined, at: RoutePath) => {
    if (name === undefined || destinations.has(name)) return;
    const near = didYouMean(name, destinations);
    const choices = [...destinations].slice(0, 20).map(quote).join(", ");
    const mend =
      near ?? (choices === "" ? 'Add it to "destinations".' : `Add it to "destinations", or take one of ${choices}.`);
    faults.add("unknown-destination", at, `There is no destination ${quote(name)}.`, mend);
  };
  const deliveryOf = (delivery: RouteDelivery | undefined, at: RoutePath) =>
    known(delivery?.deadLetterSink, [...at, "delivery", "deadLetterSink"]);

  deliveryOf(route.delivery, path);
  if (route.mode === "envelope") known(route.to, [...path, "to"]);
  else if (route.mode === "route") {
    known(route.to, [...path, "to"]);
    known(route.deadLetterSink, [...path, "deadLetterSink"]);
    for (const [index, { to }] of route.replies.entries()) {
      for (const [number, target] of to.entries()) {
        const at = [...path, "replies", index, "to", number];
        known(target.destination, [...at, "destination"]);
        deliveryOf(target.delivery, at);
      }
    }
  } else {
    const names = new Unique("step", faults);
    for (const { step, path: at, name } of placedSteps(route.flow, [...path, "flow"], "flow")) {
      names.add(name, at);
      if ("to" in step) {
        known(step.to, [...at, "to"]);
        deliveryOf(step.delivery, at);
      } else if ("publish" in step) {
        known(step.publish, [...at, "publish"]);
        deliveryOf(step.delivery, at);
      } else if ("map" in step) known(step.deadLetterSink, [...at, "deadLetterSink"]);
      else if ("fanOut" in step) checkWays("branch", step.fanOut, [...at, "fanOut"], faults);
      else if ("switch" in step) checkWays("case", step.switch, [...at, "switch"], faults);
    }
  }
}

function checkWays(
  noun: string,
  ways: readonly { readonly name?: string }[],
  path: RoutePath,
  faults: RouteFaults,
): void {
  const names = new Unique(noun, faults);
  for (const [index, { name }] of ways.entries()) names.add(name ?? String(index), [...path, index]);
}

class Unique {
  private readonly seen = new Set<string>();
  private readonly noun: string;
  private readonly faults: RouteFaults;

  public constructor(noun: string, faults: RouteFaults) {
    this.noun = noun;
    this.faults = faults;
  }

  public add(name: string, path: RoutePath): void {
    if (!this.seen.has(name)) this.seen.add(name);
    else {
      const message = `Another ${this.noun} is named ${quote(name)} already.`;
      this.faults.add("duplicate-name", [...path, "name"], message, `Give this ${this.noun} a name of its own.`);
    }
  }
}
