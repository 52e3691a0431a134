import { createHash } from "node:crypto";
import type { AnyContract } from "../../../events/index.ts";
import { contractName } from "../../../manifests/annotations.ts";
import type { Branch, Case, Condition, RouteDelivery, RouteStep } from "../../../routes/index.ts";
import {
  type FlowCondition,
  type FlowDelivery,
  type FlowNode,
  nodesIn,
  type PublishNode,
  type StepNode,
} from "../../flow.ts";
import { typesOf } from "../positions.ts";
import type { Destinations } from "./destinations.ts";

/** What a flow inside a shim is written with. */
export interface StepWriter {
  readonly destinations: Destinations;
  /** The delivery of legs that say nothing else: the route's. */
  readonly delivery: FlowDelivery | undefined;
  /** Collects what each named leg sends, as contract names. */
  readonly sends: Map<string, readonly string[]>;
}

/**
 * Nodes as verbs of a route table. What the flow leaves at its end is discarded, as it is on every target: nobody takes it.
 *
 * @param names - names that are taken in this route; a step that stands twice is named by the step before it too
 */
export function routeSteps(
  nodes: readonly FlowNode[],
  writer: StepWriter,
  names = new Set<string>(),
  after = "",
): readonly RouteStep[] {
  const [node, ...more] = nodes;
  if (node === undefined) return [{ discard: true }];
  if (more.length > 0) return [{ fanOut: nodes.map((one) => branch([one], writer, names, after)) }];
  const name = (given: string) => freeName(given, after, names);
  switch (node.kind) {
    case "step": {
      const own = name(node.name);
      const step = { to: goal(node, own.name, writer), ...own, ...legDelivery(node, writer) };
      return [step, ...routeSteps(node.next, writer, names, node.name)];
    }
    case "publish": {
      const own = name(node.name);
      return [{ publish: goal(node, own.name, writer), ...own, ...legDelivery(node, writer) }];
    }
    case "discard":
      return [{ discard: true }];
    case "filter": {
      const { attributes, cesql, data } = node;
      const types = typesOf(node.passes);
      const narrowed = types.length < typesOf(node.carries).length;
      const when = {
        ...conditionOf({
          attributes,
          ...(cesql === undefined ? {} : { cesql }),
          ...(data === undefined ? {} : { data }),
        }),
      };
      const filters = [...(narrowed ? [anyOf(types)] : []), ...(when.filters ?? [])];
      const step = {
        filter: { ...when, ...(filters.length === 0 ? {} : { filters }) },
        ...name(node.name ?? "filter"),
      };
      const rest = routeSteps(node.next, writer, names, after);
      // A filter on what always holds is none.
      return Object.keys(step.filter).length === 0 ? rest : [step, ...rest];
    }
    case "map": {
      const { type, source } = node.makes;
      const attributes = { type, ...(source === undefined ? {} : { source }) };
      return [
        { map: { jsonata: node.jsonata, attributes }, ...name(node.name) },
        ...routeSteps(node.next, writer, names, node.name),
      ];
    }
    case "fanOut":
      return [{ fanOut: node.branches.map((one) => branch(one, writer, names, after)) }];
    case "switch": {
      const cases = node.cases.map(
        (one): Case => ({
          name: one.name,
          when: conditionOf(one.when),
          flow: routeSteps(one.next, writer, names, `${node.name}-${one.name}`),
        }),
      );
      const otherwise = routeSteps(node.otherwise.next, writer, names, `${node.name}-otherwise`);
      return [{ switch: cases, otherwise, ...name(node.name) }];
    }
  }
}

/** A condition as a route table has it. */
export function conditionOf({ type, attributes, cesql, data }: FlowCondition): Condition {
  const exact = { ...(type === undefined ? {} : { type }), ...attributes };
  const filters = [
    ...(Object.keys(exact).length === 0 ? [] : [{ exact }]),
    ...(cesql === undefined ? [] : [{ cesql }]),
  ];
  return { ...(filters.length === 0 ? {} : { filters }), ...(data === undefined ? {} : { data }) };
}

/** The event is of one of these types. */
export function anyOf(types: readonly string[]): NonNullable<Condition["filters"]>[number] {
  const [type, ...more] = types;
  if (type !== undefined && more.length === 0) return { exact: { type } };
  return { any: types.map((one) => ({ exact: { type: one } })) };
}

/** A delivery as a route table has it, its dead-letter sink by name. */
export function routeDelivery(
  { deadLetterSink, format: _format, ...rest }: FlowDelivery,
  destinations: Destinations,
): RouteDelivery {
  return {
    ...rest,
    ...(deadLetterSink === undefined ? {} : { deadLetterSink: destinations.nameOf(deadLetterSink, "dead-letters") }),
  };
}

/** Every contract that a flow carries, each once. */
export function contractsIn(carries: readonly AnyContract[], nodes: readonly FlowNode[]): readonly AnyContract[] {
  const found = new Map<string, AnyContract>();
  const add = (contracts: readonly AnyContract[]) => {
    for (const contract of contracts) found.set(contractName(contract), contract);
  };
  add(carries);
  for (const node of nodesIn(nodes)) {
    if (node.kind === "step") add(node.step.replies);
    else if (node.kind === "map") add([node.makes]);
  }
  return [...found.values()];
}

function branch(nodes: readonly FlowNode[], writer: StepWriter, names: Set<string>, after: string): Branch {
  return { flow: routeSteps(nodes, writer, names, after) };
}

/** A step bears its name; where it stands for the second time, also that of the step before it. */
function freeName(given: string, after: string, names: Set<string>): { readonly name: string } {
  const wanted = names.has(given) ? labelFrom(`${given}-after-${after}`) : given;
  let name = wanted;
  for (let number = 2; names.has(name); number += 1) name = labelFrom(`${wanted}-${number}`);
  names.add(name);
  return { name };
}

/** Names of a table have 63 characters at most; what is cut is told apart by its hash. */
function labelFrom(name: string): string {
  if (name.length <= 63) return name;
  return `${name.slice(0, 54).replace(/-+$/, "")}-${createHash("sha256").update(name).digest("hex").slice(0, 8)}`;
}

function goal(node: StepNode | PublishNode, name: string, { destinations, sends }: StepWriter): string {
  sends.set(
    name,
    node.carries.map((contract) => contractName(contract)),
  );
  return destinations.nameOf(node.destination, node.name);
}

/** A leg that differs in one field carries all of them: it inherits nothing from the route. */
function legDelivery(
  { delivery }: StepNode | PublishNode,
  { delivery: inherited, destinations }: StepWriter,
): { readonly delivery?: RouteDelivery } {
  if (delivery === undefined) return {};
  return { delivery: routeDelivery({ ...inherited, ...delivery }, destinations) };
}

/** The contracts that are carried inside a shim and do not come in: nobody else makes them known. */
export function contractsInside(carries: readonly AnyContract[], nodes: readonly FlowNode[]): readonly AnyContract[] {
  const entering = new Set(carries.map((contract) => contractName(contract)));
  return contractsIn(carries, nodes).filter((contract) => !entering.has(contractName(contract)));
}
