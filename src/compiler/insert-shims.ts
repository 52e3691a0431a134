import type { Diagnostic } from "../diagnostics/index.ts";
import { type AnyContract, defineStep } from "../events/index.ts";
import type { Route } from "../routes/index.ts";
import type { FilterNode, Flow, FlowDelivery, FlowNode, MapNode, StepNode, SwitchNode } from "./flow.ts";
import { legNames, nodesIn } from "./flow.ts";
import { caseBeyondFilters } from "./targets/broker/refusals.ts";
import { duplicateStepName } from "./targets/duplicate-step-name.ts";
import { typesOf } from "./targets/positions.ts";
import { budgetMs, outlastsItsSender } from "./targets/shim/budget.ts";
import { planShim } from "./targets/shim/plan.ts";
import { formats } from "./targets/shim/refusals.ts";
import { contractsInside, routeDelivery, routeSteps, type StepWriter } from "./targets/shim/route-steps.ts";
import { SERVICE, shimService } from "./targets/shim/service.ts";
import type { LoweredObject, ShimContext } from "./targets/target.ts";

/** A flow in which every node that its target cannot carry is a step, and the shims that are those steps. */
export interface WithShims {
  readonly flow: Flow;
  readonly manifests: readonly LoweredObject[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Puts a shim where a target cannot carry a node, each in a Service of its own (design.md §4). What holds after it: the
 * target finds only nodes that it can carry.
 *
 * - A `map` is a step that replies the new event; a filter on channels one that replies what passes.
 * - A `switch` takes what follows in its cases into its shim, where it runs as one flow: neither a Broker, which tells
 *   events apart by type, nor a channel, which gives every event to every leg, could take an event back to its case. So
 *   does a filter that a Broker's own filters cannot say.
 */
export function insertShims(flow: Flow, target: "broker" | "flows" | "channels", context: ShimContext): WithShims {
  const inserter = new Inserter(flow, target, context);
  const nodes = inserter.rewrite(flow.nodes);
  const { manifests, diagnostics } = inserter;
  const rewritten = { ...flow, nodes };
  return { flow: rewritten, manifests, diagnostics: [...clashes(rewritten, manifests), ...diagnostics] };
}

class Inserter {
  public readonly manifests: LoweredObject[] = [];
  public readonly diagnostics: Diagnostic[] = [];
  private readonly flow: Flow;
  private readonly target: "broker" | "flows" | "channels";
  private readonly context: ShimContext;

  public constructor(flow: Flow, target: "broker" | "flows" | "channels", context: ShimContext) {
    this.flow = flow;
    this.target = target;
    this.context = context;
  }

  public rewrite(nodes: readonly FlowNode[]): readonly FlowNode[] {
    return nodes.map((node) => this.node(node));
  }

  private node(node: FlowNode): FlowNode {
    switch (node.kind) {
      case "step":
        return { ...node, next: this.rewrite(node.next) };
      case "fanOut":
        return { ...node, branches: node.branches.map((branch) => this.rewrite(branch)) };
      case "map":
        return this.mapping(node);
      case "filter":
        return this.filter(node);
      case "switch":
        return this.switching(node);
      case "publish":
      case "discard":
        return node;
    }
  }

  private mapping(node: MapNode): FlowNode {
    const because = `map "${node.name}" makes "${node.makes.type}" of an event, which target "${this.target}" cannot`;
    const shim = this.shim(node.name, because, { accepts: node.carries, replies: [node.makes] }, (writer) =>
      this.replying(node, writer),
    );
    return this.step(node.name, shim, node, [node.makes], this.rewrite(node.next));
  }

  private filter(node: FilterNode): FlowNode {
    const { name = "filter", passes, carries } = node;
    if (this.target === "broker") {
      if (node.data === undefined) return { ...node, next: this.rewrite(node.next) };
      return this.fused(name, node, 'a filter looks at data, and target "broker" filters by attributes');
    }
    const narrows = typesOf(passes).length < typesOf(carries).length;
    const because = `a filter lets some events pass, and target "${this.target}" delivers every event to every leg`;
    const asks = narrows || node.data !== undefined || node.cesql !== undefined;
    if (!asks && Object.keys(node.attributes).length === 0) return { ...node, next: this.rewrite(node.next) };
    const shim = this.shim(name, because, { accepts: carries, replies: passes }, (writer) =>
      this.replying(node, writer),
    );
    return this.step(name, shim, node, passes, this.rewrite(node.next));
  }

  private switching(node: SwitchNode): FlowNode {
    const { name } = node;
    if (this.target === "broker") {
      const beyond = caseBeyondFilters(node);
      if (beyond !== undefined) return this.fused(name, node, `case "${beyond.name}" ${beyond.why}`);
      return {
        ...node,
        cases: node.cases.map((one) => ({ ...one, next: this.rewrite(one.next) })),
        otherwise: { ...node.otherwise, next: this.rewrite(node.otherwise.next) },
      };
    }
    const because = `switch "${name}" gives each event to one case, and target "${this.target}" delivers every event to every leg`;
    return this.fused(name, node, because);
  }

  /** A step that runs everything from here on inside its shim. */
  private fused(name: string, node: SwitchNode | FilterNode, because: string): StepNode {
    const { timeoutSeconds } = this.context.hosting;
    const budget = budgetMs(timeoutSeconds * 1000);
    const at = `${this.flow.path}/${name}`;
    const inside = { ...this.flow, nodes: [node] };
    this.diagnostics.push(
      ...outlastsItsSender(this.flow, [node], { budget, at }),
      ...[...formats(inside)].filter((refused) => refused.at.construct !== this.flow.path),
    );
    const { delivery } = this.flow;
    const shim = this.shim(name, because, { accepts: node.carries, replies: [], inside: [node] }, (writer) => ({
      "/": {
        mode: "fuse",
        budgetMs: budget,
        ...(delivery === undefined ? {} : { delivery: routeDelivery(delivery, writer.destinations) }),
        flow: routeSteps([node], writer),
      },
    }));
    // An attempt lasts as long as what runs inside: a limit meant for one step would repeat what is still going on.
    return this.step(name, shim, node, [], [], { timeout: `PT${timeoutSeconds}S` });
  }

  /** The Service of one shim, and how it is referred to. */
  private shim(
    name: string,
    because: string,
    {
      accepts,
      replies,
      inside = [],
    }: {
      readonly accepts: readonly AnyContract[];
      readonly replies: readonly AnyContract[];
      readonly inside?: readonly FlowNode[];
    },
    write: (writer: StepWriter) => Readonly<Record<string, Route>>,
  ): NonNullable<StepNode["destination"]> {
    const id = shimId(name);
    const plan = planShim(this.flow, { id, at: `${this.flow.path}/${name}` }, this.context, write);
    this.diagnostics.push(...plan.diagnostics);
    const { table, sends, destinations } = plan;
    const work = {
      accepts,
      replies,
      table,
      sends,
      needsJsonata: table.includes('"jsonata":'),
      externals: destinations.externals,
      because,
    };
    this.manifests.push({
      id,
      delivers: legNames(inside),
      declares: contractsInside(accepts, inside),
      manifest: shimService(work, this.context),
    });
    return { ref: { ...SERVICE, name: this.context.nameOf(id, SERVICE) } };
  }

  /** Hands the event on as the reply, or ends it: the leg to the shim is repeated and dead-lettered by the target. */
  private replying(node: MapNode | FilterNode, writer: StepWriter): Readonly<Record<string, Route>> {
    const [step] = routeSteps([{ ...node, next: [] }], writer);
    const budget = budgetMs(this.context.hosting.timeoutSeconds * 1000);
    return {
      "/": { mode: "fuse", budgetMs: budget, flow: [...(step === undefined ? [] : [step]), { reply: true }] },
    };
  }

  private step(
    name: string,
    destination: StepNode["destination"],
    { carries }: { readonly carries: readonly AnyContract[] },
    replies: readonly AnyContract[],
    next: readonly FlowNode[],
    delivery?: FlowDelivery,
  ): StepNode {
    return {
      kind: "step",
      name,
      step: defineStep(name, { accepts: carries, replies }),
      destination,
      ...(delivery === undefined ? {} : { delivery }),
      carries,
      next,
    };
  }
}

/** The id of an inserted shim's Service below the Pipeline. */
function shimId(name: string): string {
  return `${name}-shim`;
}

function* clashes(flow: Flow, manifests: readonly LoweredObject[]): Iterable<Diagnostic> {
  const ids = new Set(manifests.map(({ id }) => id));
  for (const node of nodesIn(flow.nodes)) {
    if ((node.kind !== "step" && node.kind !== "publish") || !ids.has(node.name)) continue;
    yield duplicateStepName(
      flow,
      node.name,
      `"${node.name}" is the name of a shim of this Pipeline, and of a step too.`,
    );
  }
}
