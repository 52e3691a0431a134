import type { FlowNode, SwitchCase } from "../../src/compiler/index.ts";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import { type AnyContract, isContract, isStep } from "../../src/events/index.ts";
import type { Addressable, Subscriber } from "../core/addressable.ts";
import { dnsForm } from "../core/names.ts";
import {
  type CaseOptions,
  type FilterOptions,
  type Flow,
  type FlowCondition,
  type FlowEnd,
  type FlowFilter,
  type LegOptions,
  type MapOptions,
  RECORDED,
  type Recorded,
  type SwitchOptions,
} from "./flow.ts";
import { conditionName, recordedCondition, shortened } from "./recorded-condition.ts";
import {
  checkLabel,
  checkSynchronous,
  destinationName,
  faultIn,
  flowFailed,
  listed,
  passing,
  Recording,
  type RecordingScope,
} from "./recording.ts";

/**
 * Runs the author's function once and records what it asks for. Everything the typed API refuses is refused here too,
 * for authors without types.
 *
 * @throws {@link AuthoringError} what the verbs of {@link Flow} throw, and `flow-failed` with the cause for any other error
 */
export function recordFlow<Carried extends AnyContract>(
  scope: RecordingScope,
  carries: readonly Carried[],
  flow: (events: Flow<Carried>) => FlowEnd,
): readonly FlowNode[] {
  const recording = new Recording(scope);
  const nodes: DraftNode[] = [];
  try {
    checkSynchronous(flow(start(recording, carries, nodes)), scope);
  } catch (error) {
    throw AuthoringError.is(error) ? error : flowFailed(scope, error);
  } finally {
    recording.close();
  }
  return finished(nodes);
}

/** The one place where the recorder, which knows contracts as values, is given the type that knows them as types. */
function start<Carried extends AnyContract>(
  recording: Recording,
  carries: readonly Carried[],
  nodes: DraftNode[],
): Flow<Carried>;

function start(recording: Recording, carries: readonly AnyContract[], nodes: DraftNode[]): object {
  return new RecordedFlow(recording, carries, nodes);
}

/** A {@link FlowNode} whose successors are still to come. */
type DraftNode =
  | (Omit<Extract<FlowNode, { readonly kind: "step" }>, "next"> & { readonly next: DraftNode[] })
  | (Omit<Extract<FlowNode, { readonly kind: "filter" }>, "next"> & { readonly next: DraftNode[] })
  | (Omit<Extract<FlowNode, { readonly kind: "map" }>, "next"> & { readonly next: DraftNode[] })
  | (Omit<Extract<FlowNode, { readonly kind: "switch" }>, "cases" | "otherwise"> & {
      readonly cases: readonly DraftCase[];
      readonly otherwise: Pick<DraftCase, "carries" | "next">;
    })
  | (Omit<Extract<FlowNode, { readonly kind: "fanOut" }>, "branches"> & { readonly branches: readonly DraftNode[][] })
  | Extract<FlowNode, { readonly kind: "publish" | "discard" }>;

type DraftCase = Omit<SwitchCase, "next"> & { readonly next: DraftNode[] };

/** Where a flow stands. */
interface Standing {
  /** The step, map or case right before this; undefined at the flow's start. */
  readonly after?: string;
  /** Attribute values that filters right before this ask for. */
  readonly filtered?: FlowFilter;
}

/** A flow at run time. Each goes on once: see {@link RecordedFlow.continueBy}. */
class RecordedFlow implements Recorded {
  public readonly [RECORDED] = true as const;
  private readonly recording: Recording;
  private readonly carries: readonly AnyContract[];
  private readonly nodes: DraftNode[];
  private readonly standing: Standing;
  private verb: string | undefined;

  public constructor(
    recording: Recording,
    carries: readonly AnyContract[],
    nodes: DraftNode[],
    standing: Standing = {},
  ) {
    this.recording = recording;
    this.carries = carries;
    this.nodes = nodes;
    this.standing = standing;
  }

  public to(subscriber: Subscriber, options: LegOptions = {}): Recorded {
    this.continueBy("to");
    const { step } = this.checkStep(subscriber);
    const { recording, carries } = this;
    const name = this.checkName(options.name ?? step.name);
    const next: DraftNode[] = [];
    this.nodes.push({
      kind: "step",
      name,
      step,
      destination: recording.destination(subscriber),
      ...(options.delivery === undefined ? {} : { delivery: recording.delivery(options.delivery, name) }),
      carries,
      next,
    });
    if (step.replies.length > 0) return new RecordedFlow(recording, step.replies, next, { after: name });
    return new EndedFlow(recording, `step "${name}" replies nothing, so nothing can follow it`);
  }

  public fanOut(...branches: readonly ((events: RecordedFlow) => unknown)[]): Recorded {
    this.continueBy("fanOut");
    const { recording, carries } = this;
    if (branches.length === 0) {
      throw this.fault("fan-out-of-nothing", "`fanOut()` has no branches, so the events go nowhere.", {
        mend: "Give at least one branch: `fanOut((events) => events.to(service))`; or say `discard()`.",
      });
    }
    const drafts = branches.map((branch): DraftNode[] => {
      const nodes: DraftNode[] = [];
      checkSynchronous(branch(new RecordedFlow(recording, carries, nodes, this.standing)), recording);
      return nodes;
    });
    this.nodes.push({ kind: "fanOut", carries, branches: drafts });
    return new EndedFlow(recording, "every branch of a fanOut goes on by itself");
  }

  public switch(cases: (on: RecordedCases) => unknown, { name: given }: SwitchOptions = {}): Recorded {
    this.continueBy("switch");
    const { recording, carries } = this;
    const name = this.checkName(given ?? this.placed("switch"));
    const found: DraftCase[] = [];
    const on = new RecordedCases(recording, name, carries, found, this.standing.filtered ?? {});
    const result = cases(on);
    checkSynchronous(result, recording);
    const { rest } = on;
    if (rest === undefined) {
      throw this.fault(
        "switch-without-otherwise",
        `Switch "${name}" does not say where events go that no case takes.`,
        {
          mend: "End it with `.otherwise((events) => …)`; `discard()` there throws them away on purpose.",
        },
      );
    }
    if (found.length === 0) {
      throw this.fault("switch-without-case", `Switch "${name}" has no case, so everything goes to \`otherwise\`.`, {
        mend: "Give it a case: `on.case(Contract, (events) => …)`, or leave the switch out.",
      });
    }
    this.nodes.push({ kind: "switch", name, carries, cases: found, otherwise: rest });
    return new EndedFlow(recording, "every case of a switch goes on by itself");
  }

  public map(to: AnyContract, options: MapOptions): Recorded {
    this.continueBy("map");
    const { recording, carries } = this;
    const { jsonata, name: given } = (options as Partial<MapOptions> | undefined) ?? {};
    if (!isContract(to)) {
      throw this.fault(
        "invalid-mapping",
        "`map` was given something that is no contract, so nobody knows what goes on.",
        {
          mend: 'Name the contract of the new events: `map(OrderView, { jsonata: "…" })`.',
        },
      );
    }
    if (typeof jsonata !== "string" || jsonata.trim() === "") {
      throw this.fault("invalid-mapping", `The mapping to "${to.type}" has no JSONata expression.`, {
        mend: "Say what the new data is: `map(OrderView, { jsonata: '{ \"order\": data.id }' })`.",
      });
    }
    const name = this.checkName(given ?? this.placed(`map-to-${dnsForm(to.type)}`));
    const next: DraftNode[] = [];
    this.nodes.push({ kind: "map", name, carries, makes: to, jsonata, next });
    return new RecordedFlow(recording, [to], next, { after: name });
  }

  public filter(only: AnyContract | FlowCondition, { name: given }: FilterOptions = {}): Recorded {
    this.continueBy("filter");
    const { recording, carries, standing } = this;
    const condition = recordedCondition(only, recording.path, "filter");
    const { type, attributes = {}, cesql, data } = condition;
    const name = this.checkName(given ?? this.placed(`filter-${conditionName(condition)}`));
    const passes = passing(carries, type, recording);
    for (const [attribute, value] of Object.entries(attributes)) {
      const before = standing.filtered?.[attribute];
      if (before === undefined || before === value) continue;
      throw this.fault("duplicate-filter", `Nothing passes: ${attribute} cannot be "${before}" and "${value}".`, {
        mend: "Ask for one value, or give each its branch in a `fanOut`.",
      });
    }
    const next: DraftNode[] = [];
    this.nodes.push({
      kind: "filter",
      name,
      attributes,
      ...(cesql === undefined ? {} : { cesql }),
      ...(data === undefined ? {} : { data }),
      carries,
      passes,
      next,
    });
    return new RecordedFlow(recording, passes, next, {
      ...standing,
      filtered: { ...standing.filtered, ...attributes },
    });
  }

  public publish(destination: Addressable, options: LegOptions = {}): Recorded {
    this.continueBy("publish");
    const { recording, carries } = this;
    if ("step" in destination && isStep(destination.step) && destination.step.replies.length > 0) {
      throw this.fault(
        "publish-to-step",
        `Step "${destination.step.name}" replies, and what is published has no reply.`,
        {
          mend: "Use `to(…)`, and `discard()` after it if nobody needs the replies.",
        },
      );
    }
    const name = this.checkName(options.name ?? destinationName(destination));
    this.nodes.push({
      kind: "publish",
      name,
      destination: recording.destination(destination),
      ...(options.delivery === undefined ? {} : { delivery: recording.delivery(options.delivery, name) }),
      carries,
    });
    return new EndedFlow(recording, "what is published leaves this flow");
  }

  public discard(): Recorded {
    this.continueBy("discard");
    this.nodes.push({ kind: "discard", carries: this.carries });
    return new EndedFlow(this.recording, "what is discarded goes nowhere");
  }

  /** A second verb on the same value would be a hidden fan-out, or a step forgotten in the middle of a chain. */
  private continueBy(verb: string): void {
    this.recording.checkOpen(verb);
    if (this.verb !== undefined) {
      throw this.fault(
        "flow-goes-on-twice",
        `This flow went on with \`${this.verb}\` already, and \`${verb}\` would go on from the same place.`,
        {
          mend: "Chain on what the first call returned, or send the events both ways with `fanOut`.",
        },
      );
    }
    this.verb = verb;
  }

  private checkStep(subscriber: Subscriber): Subscriber {
    if (!isStep((subscriber as Partial<Subscriber> | undefined)?.step)) {
      throw this.fault(
        "not-a-step",
        "`to` was given something without a step, so nobody knows what it takes and replies.",
        {
          mend: "Give the service its `step`, declare an external one with `accepts` and `replies`, or use `publish(…)` for a Broker, Channel or sink.",
        },
      );
    }
    const { step } = subscriber;
    const accepted = new Set(step.accepts.map((contract) => contract.type));
    const missing = this.carries.filter((contract) => !accepted.has(contract.type));
    if (missing.length === 0) return subscriber;
    throw this.fault(
      "step-does-not-accept",
      `Step "${step.name}" accepts ${listed(step.accepts)}, but this flow carries ${listed(missing)}.`,
      { mend: "Put a step between that replies what it accepts, or `filter` to the types it accepts." },
    );
  }

  private checkName(name: string): string {
    return checkLabel(name, "A step of a flow", this.recording);
  }

  /** What stands here, by the step before it: independent of all else in the flow. */
  private placed(what: string): string {
    const { after } = this.standing;
    return shortened(after === undefined ? what : `${what}-after-${after}`);
  }

  private fault(code: string, message: string, { mend }: { readonly mend: string }): AuthoringError {
    return faultIn(this.recording, code, message, mend);
  }
}

/** The cases of a switch at run time. */
class RecordedCases {
  /** What `otherwise` said; undefined until it was called. */
  public rest: Pick<DraftCase, "carries" | "next"> | undefined;
  private readonly recording: Recording;
  private readonly name: string;
  private readonly left: readonly AnyContract[];
  private readonly found: DraftCase[];
  private readonly filtered: FlowFilter;
  private readonly first: RecordedCases;
  private isSpent = false;

  public constructor(
    recording: Recording,
    name: string,
    left: readonly AnyContract[],
    found: DraftCase[],
    filtered: FlowFilter,
    first?: RecordedCases,
  ) {
    this.recording = recording;
    this.name = name;
    this.left = left;
    this.found = found;
    this.filtered = filtered;
    this.first = first ?? this;
  }

  public case(
    only: AnyContract | FlowCondition,
    flow: (events: RecordedFlow) => unknown,
    { name: given }: CaseOptions = {},
  ): RecordedCases {
    this.goOn("case");
    const { recording, left, found } = this;
    const when = recordedCondition(only, recording.path, "case");
    const carries = passing(left, when.type, recording, `Switch "${this.name}" has`, "left");
    const name = checkLabel(given ?? shortened(conditionName(when)), "A case", recording);
    if (name === OTHERWISE || found.some((other) => other.name === name)) {
      throw faultIn(
        recording,
        "duplicate-case",
        `Switch "${this.name}" has two cases named "${name}".`,
        'Give one of them a name of its own: `case(…, …, { name: "…" })`.',
      );
    }
    found.push({ name, when, carries, next: this.branch(name, carries, flow) });
    const next = isContract(only) ? left.filter(({ type }) => type !== only.type) : left;
    return new RecordedCases(recording, this.name, next, found, this.filtered, this.first);
  }

  public otherwise(flow: (events: RecordedFlow) => unknown): Recorded {
    this.goOn("otherwise");
    const { left, recording } = this;
    this.first.rest = { carries: left, next: this.branch(OTHERWISE, left, flow) };
    return new EndedFlow(recording, "every case of a switch goes on by itself");
  }

  private branch(name: string, carries: readonly AnyContract[], flow: (events: RecordedFlow) => unknown): DraftNode[] {
    const { recording, filtered } = this;
    const nodes: DraftNode[] = [];
    const after = shortened(`${this.name}-${name}`);
    checkSynchronous(flow(new RecordedFlow(recording, carries, nodes, { after, filtered })), recording);
    return nodes;
  }

  private goOn(verb: string): void {
    this.recording.checkOpen(verb);
    if (!this.isSpent && this.first.rest === undefined) {
      this.isSpent = true;
      return;
    }
    throw faultIn(
      this.recording,
      "flow-goes-on-twice",
      `Switch "${this.name}" went on already, and \`${verb}\` would go on from the same place.`,
      "Chain each case on what the one before returned, `otherwise` last.",
    );
  }
}

const OTHERWISE = "otherwise";

/** A flow after which nothing can follow. Its verbs exist to say so to authors without types. */
class EndedFlow implements Recorded {
  public readonly [RECORDED] = true as const;

  public constructor(recording: Recording, because: string) {
    for (const verb of ["to", "fanOut", "switch", "filter", "map", "publish", "discard"]) {
      Object.defineProperty(this, verb, {
        value: () => {
          throw new AuthoringError({
            code: "flow-is-over",
            at: { construct: recording.path },
            message: `\`${verb}\` was called where the flow has ended: ${because}.`,
            mend: "Leave the call out, or put it before the end.",
          });
        },
      });
    }
  }
}

function finished(drafts: readonly DraftNode[]): readonly FlowNode[] {
  return drafts.map((draft): FlowNode => {
    switch (draft.kind) {
      case "step":
      case "filter":
      case "map":
        return { ...draft, next: finished(draft.next) };
      case "switch":
        return {
          ...draft,
          cases: draft.cases.map((one) => ({ ...one, next: finished(one.next) })),
          otherwise: { ...draft.otherwise, next: finished(draft.otherwise.next) },
        };
      case "fanOut":
        return { ...draft, branches: draft.branches.map(finished) };
      default:
        return draft;
    }
  });
}
