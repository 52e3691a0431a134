import type {
  DiscardNode,
  FanOutNode,
  FilterNode,
  Flow,
  FlowNode,
  FlowCondition,
  MapNode,
  PublishNode,
  StepNode,
  SwitchNode,
} from "../../src/compiler/index.ts";
import type { AnyContract } from "../../src/events/index.ts";
import { defineEvent, defineStep } from "../../src/events/index.ts";

/** A contract whose type is its name. */
export function event(type: string): AnyContract {
  return defineEvent(type);
}

/** `step("a", "A -> B C", …next)`: a step named `a` that takes A and may reply B or C. */
export function step(name: string, arrow: string, ...next: readonly FlowNode[]): StepNode {
  const [accepts = "", replies = ""] = arrow.split("->").map((side) => side.trim());
  const contracts = (side: string) =>
    side
      .split(" ")
      .filter((type) => type !== "")
      .map(event);
  const carries = contracts(accepts);
  return {
    kind: "step",
    name,
    step: defineStep(name, { accepts: carries, replies: contracts(replies) }),
    destination: { uri: `http://${name}/` },
    carries,
    next,
  };
}

export function fanOut(carries: string, ...branches: readonly (readonly FlowNode[])[]): FanOutNode {
  return { kind: "fanOut", carries: carries.split(" ").map(event), branches };
}

export function filter(
  types: string,
  attributes: Readonly<Record<string, string>>,
  ...next: readonly FlowNode[]
): FilterNode {
  const carries = types.split(" ").map(event);
  return { kind: "filter", attributes, carries, passes: carries, next };
}

export function publish(name: string, carries: string, destination: PublishNode["destination"]): PublishNode {
  return { kind: "publish", name, destination, carries: carries.split(" ").map(event) };
}

export function discard(carries: string): DiscardNode {
  return { kind: "discard", carries: carries.split(" ").map(event) };
}

export function flow(carries: string, ...nodes: readonly FlowNode[]): Flow {
  return { path: "shop/orders", carries: carries.split(" ").map(event), nodes };
}

/** `when("gold", { attributes: { tier: "gold" } }, "A", …next)`: a case that A may come to. */
export function when(
  name: string,
  condition: FlowCondition,
  carries: string,
  ...next: readonly FlowNode[]
): SwitchNode["cases"][number] {
  return { name, when: condition, carries: carries.split(" ").map(event), next };
}

/** A switch over these cases; the rest carries what is named before its nodes. */
export function switching(
  name: string,
  cases: SwitchNode["cases"],
  rest: string,
  ...next: readonly FlowNode[]
): SwitchNode {
  const otherwise = { carries: rest === "" ? [] : rest.split(" ").map(event), next };
  const types = new Map([...cases, otherwise].flatMap(({ carries }) => carries).map((one) => [one.type, one]));
  return { kind: "switch", name, carries: [...types.values()], cases, otherwise };
}

export function map(name: string, arrow: string, jsonata: string, ...next: readonly FlowNode[]): MapNode {
  const [from = "", to = ""] = arrow.split("->").map((side) => side.trim());
  return { kind: "map", name, carries: from.split(" ").map(event), makes: event(to), jsonata, next };
}
