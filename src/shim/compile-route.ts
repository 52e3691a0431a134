import { type RetryPolicy, retryPolicy } from "../delivery/index.ts";
import type { Envelope, FuseRoute, ReplyRoute, Route, RouteDelivery, RouteStep, RouteTable } from "../routes/index.ts";
import { type CompiledCondition, compileCondition } from "./condition.ts";
import { compileEnvelope } from "./envelope.ts";
import type { PreparedDelivery, PreparedDestination } from "./leg.ts";
import { combined, type End, HANDLED } from "./outcome.ts";
import type { Expressions } from "./ports.ts";
import type { Node } from "./run.ts";
import {
  discardNode,
  fanOutNode,
  filterNode,
  mapNode,
  publishNode,
  replyNode,
  type StepPlace,
  switchNode,
  toNode,
  unworkable,
} from "./steps.ts";

/** Makes the nodes of one table's routes. */
export class RouteCompiler {
  public readonly source: string;
  private readonly destinations: ReadonlyMap<string, PreparedDestination>;
  private readonly jsonDepth: number;
  private readonly expressions: Expressions | undefined;

  public constructor(table: RouteTable, jsonDepth: number, expressions: Expressions | undefined) {
    this.source = table.source ?? `/sluice/${table.name}`;
    this.destinations = new Map(
      Object.entries(table.destinations).map(([name, { url }]) => [name, { name, url, address: new URL(url).href }]),
    );
    this.jsonDepth = jsonDepth;
    this.expressions = expressions;
  }

  /** @throws Error where an expression cannot be compiled */
  public route(route: Route): Node {
    switch (route.mode) {
      case "fuse":
        return this.flow(route.flow, "flow", route, END);
      case "envelope": {
        const place = this.place("to", route);
        const delivery = this.delivery(undefined, route);
        const envelope = this.envelope(route, "to");
        return toNode({ ...place, delivery }, this.destination(route.to), { nonEvent: "fail", envelope }, replyNode());
      }
      case "route":
        return this.replies(route);
    }
  }

  /** A delivery as legs use it: its own or the route's; the dead-letter sink alone is taken apart, as Knative does (eventing.md §5.5). */
  public delivery(own: RouteDelivery | undefined, { delivery }: Route): PreparedDelivery {
    const fields = own ?? delivery ?? {};
    const policy = policyOf(fields);
    const deadLetterSink = fields.deadLetterSink ?? delivery?.deadLetterSink;
    const timeoutMs = Number(policy.timeoutNs) / 1e6;
    return {
      policy,
      timeoutMs: timeoutMs > 0 ? timeoutMs : 0,
      ...(deadLetterSink === undefined ? {} : { deadLetter: this.destination(deadLetterSink) }),
    };
  }

  /** Where a step stands; `deadLetterSink` is its own, for what it cannot work with. */
  public place(step: string, route: Route, deadLetterSink?: string): StepPlace {
    const delivery = this.delivery(undefined, route);
    return {
      step,
      source: this.source,
      delivery: deadLetterSink === undefined ? delivery : { ...delivery, deadLetter: this.destination(deadLetterSink) },
    };
  }

  /** From the last step to the first, so that each knows what follows. */
  private flow(steps: readonly RouteStep[], at: string, route: FuseRoute, next: Node): Node {
    return steps.reduceRight((following, step, index) => this.step(step, `${at}-${index}`, route, following), next);
  }

  private step(step: RouteStep, at: string, route: FuseRoute, next: Node): Node {
    const name = step.name ?? at;
    const place = this.place(name, route);
    if ("to" in step) {
      const { nonEvent = "fail", envelope } = step;
      const how = { nonEvent, envelope: envelope === undefined ? undefined : this.envelope(envelope, name) };
      return toNode({ ...place, delivery: this.delivery(step.delivery, route) }, this.destination(step.to), how, next);
    }
    if ("publish" in step) {
      return publishNode({ ...place, delivery: this.delivery(step.delivery, route) }, this.destination(step.publish));
    }
    if ("fanOut" in step) {
      const branches = step.fanOut.map(({ name: own, flow, onFailure }, index) => {
        const branch = own ?? String(index);
        return {
          name: branch,
          node: this.flow(flow, `${at}-${branch}`, route, END),
          isIgnored: onFailure === "ignore",
        };
      });
      return fanOutNode(name, branches);
    }
    if ("switch" in step) {
      const cases = step.switch.map(({ name: own, when, flow }, index) => ({
        when: this.condition(when),
        node: this.flow(flow, `${at}-${own ?? index}`, route, next),
      }));
      return switchNode(place, cases, this.flow(step.otherwise, `${at}-otherwise`, route, next));
    }
    if ("filter" in step) return filterNode(place, this.condition(step.filter), next);
    if ("map" in step) return mapNode(this.place(name, route, step.deadLetterSink), step, this.expressions, next);
    return "reply" in step ? replyNode() : discardNode(name);
  }

  private replies(route: ReplyRoute): Node {
    const rules = route.replies.map(({ when, to }, index) => ({
      when: this.condition(when),
      nodes: to.map(({ destination, delivery }, number) => {
        const place = this.place(`replies-${index}-to-${number}`, route);
        return publishNode(
          { ...place, delivery: this.delivery(delivery, route) },
          this.destination(destination),
          "reply",
        );
      }),
    }));
    const place = this.place("replies", route, route.deadLetterSink);
    const routed = repliesNode(place, rules);
    if (route.to === undefined) return routed;
    const to = { ...this.place("to", route), delivery: this.delivery(undefined, route) };
    const how = { nonEvent: route.nonEvent ?? "fail", envelope: undefined };
    return toNode(to, this.destination(route.to), how, routed);
  }

  private condition(condition: Parameters<typeof compileCondition>[0]): CompiledCondition {
    return compileCondition(condition, this.expressions);
  }

  private envelope(envelope: Envelope, step: string): ReturnType<typeof compileEnvelope> {
    return compileEnvelope(envelope, { step, source: this.source, jsonDepth: this.jsonDepth });
  }

  private destination(name: string): PreparedDestination {
    const found = this.destinations.get(name);
    if (found === undefined) throw new Error(`A route table that was not validated: no destination ${name}.`);
    return found;
  }
}

/** The table's validation has seen to it that a flow ends before. */
const END: Node = (_run, _carried, done) => done(HANDLED);

/** Every rule that matches takes the reply; one that none takes is dead-lettered with the reason. */
function repliesNode(
  place: StepPlace,
  rules: readonly { readonly when: CompiledCondition; readonly nodes: readonly Node[] }[],
): Node {
  return (run, carried, done) => {
    const matching: Node[] = [];
    const ask = (index: number): void => {
      const rule = rules[index];
      if (rule !== undefined) {
        rule.when(run, carried, ({ holds, error }) => {
          if (error !== undefined) unworkable(place, `its expression failed: ${error}`)(run, carried, done);
          else {
            if (holds) matching.push(...rule.nodes);
            ask(index + 1);
          }
        });
      } else if (matching.length === 0) {
        unworkable(place, `no rule takes events of type ${JSON.stringify(carried.event.attributes.type)}`)(
          run,
          carried,
          done,
        );
      } else all(matching)(run, carried, done);
    };
    ask(0);
  };
}

/** All at once; the outcome waits for all. */
function all(nodes: readonly Node[]): Node {
  return (run, carried, done) => {
    const ends: End[] = [];
    for (const node of nodes) {
      node(run, carried, (end) => {
        ends.push(end);
        if (ends.length === nodes.length) done(combined(ends));
      });
    }
  };
}

function policyOf(fields: RouteDelivery): RetryPolicy {
  const { policy, unreadable } = retryPolicy(fields);
  if (policy === undefined) throw new Error(`A route table that was not validated: ${unreadable.field}`);
  return policy;
}
