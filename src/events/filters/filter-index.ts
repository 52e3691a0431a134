import type { WireEvent } from "../event.ts";
import { type AttributeReader, attributeReader } from "./attribute-lookup.ts";
import { compileSpec } from "./compile-filter.ts";
import type { FilterSpec } from "./filter-tree.ts";
import type { Condition, FilterNode, Requirement } from "./node.ts";

/** Something with a filter, a Trigger for one. */
export interface Filtered<T> {
  readonly filter: FilterSpec;
  readonly value: T;
}

/**
 * Many filters as one: which of them let an event through. What the filters ask for plainly (a type, the start of a
 * source) is looked up, so that the others are not evaluated; equal filters are evaluated once. The answers are those
 * of evaluating one after the other.
 */
export class FilterIndex<T> {
  private readonly groups: readonly Group<T>[];
  /** Groups without a condition: asked for every event. */
  private readonly always: readonly number[];
  private readonly lookups: readonly AttributeLookup[];
  /** The event a group was last asked for, so that two ways to meet one condition ask once. */
  private readonly asked: Float64Array;
  private events = 0;

  public constructor(entries: readonly Filtered<T>[]) {
    this.groups = groupEqual(entries);
    this.asked = new Float64Array(this.groups.length);
    const chosen = chooseConditions(this.groups);
    const lookups = new Map<string, AttributeLookup>();
    const always: number[] = [];
    for (const [index, condition] of chosen.entries()) {
      if (condition === undefined) always.push(index);
      for (const requirement of condition ?? []) {
        const lookup = lookups.get(requirement.attribute) ?? new AttributeLookup(requirement.attribute);
        lookups.set(requirement.attribute, lookup);
        lookup.add(requirement, index);
      }
    }
    this.always = always;
    this.lookups = [...lookups.values()];
  }

  /** The values whose filters do not withhold this event, in the order they were given. */
  public select(event: WireEvent): readonly T[] {
    this.events++;
    const passed: Group<T>[] = [];
    for (const index of this.always) this.ask(index, event, passed);
    for (const lookup of this.lookups) lookup.candidates(event, (index) => this.ask(index, event, passed));
    const [only] = passed;
    if (only === undefined) return [];
    if (passed.length === 1) return only.members.map((member) => member.value);
    return passed
      .flatMap((group) => group.members)
      .toSorted((a, b) => a.position - b.position)
      .map((member) => member.value);
  }

  private ask(index: number, event: WireEvent, passed: Group<T>[]): void {
    if (this.asked[index] === this.events) return;
    this.asked[index] = this.events;
    const group = this.groups[index] as Group<T>;
    const outcome = group.node === undefined ? "none" : group.node.evaluate(event);
    if (outcome === "pass" || outcome === "none") passed.push(group);
  }
}

/** Equal filters and what has them. */
interface Group<T> {
  readonly node: FilterNode | undefined;
  readonly members: { readonly position: number; readonly value: T }[];
}

function groupEqual<T>(entries: readonly Filtered<T>[]): readonly Group<T>[] {
  const groups = new Map<string | number, Group<T>>();
  for (const [position, { filter, value }] of entries.entries()) {
    const key = specKey(filter) ?? position;
    const group = groups.get(key) ?? { node: compileSpec(filter), members: [] };
    groups.set(key, group);
    group.members.push({ position, value });
  }
  return [...groups.values()];
}

/** Equal for equal filters. Undefined for what cannot be written, nested too deep for one. */
function specKey({ attributes, filters }: FilterSpec): string | undefined {
  try {
    return JSON.stringify([attributes, filters]);
  } catch {
    return undefined;
  }
}

/** For each group the condition that the fewest others share. */
function chooseConditions<T>(groups: readonly Group<T>[]): readonly (Condition | undefined)[] {
  const shared = new Map<string, number>();
  for (const { node } of groups) {
    for (const requirement of new Set(node?.conditions.flat().map(keyOf))) {
      shared.set(requirement, (shared.get(requirement) ?? 0) + 1);
    }
  }
  const crowd = (condition: Condition) =>
    condition.reduce((sum, requirement) => sum + (shared.get(keyOf(requirement)) ?? 0), 0);
  return groups.map(({ node }) => {
    let best: { readonly condition: Condition; readonly crowd: number } | undefined;
    for (const condition of node?.conditions ?? []) {
      const candidate = { condition, crowd: crowd(condition) };
      if (best === undefined || candidate.crowd < best.crowd) best = candidate;
    }
    return best?.condition;
  });
}

function keyOf({ attribute, by, text }: Requirement): string {
  return `${by} ${attribute} ${text}`;
}

/** All groups that ask for texts of one attribute. */
class AttributeLookup {
  private readonly read: AttributeReader;
  private readonly exact = new Map<string, number[]>();
  /** By length, so that one look-up for each length that occurs finds all. */
  private readonly prefixes = new Map<number, Map<string, number[]>>();
  private readonly suffixes = new Map<number, Map<string, number[]>>();

  public constructor(attribute: string) {
    this.read = attributeReader(attribute);
  }

  public add({ by, text }: Requirement, index: number): void {
    if (by === "exact") append(this.exact, text, index);
    else {
      const byLength = by === "prefix" ? this.prefixes : this.suffixes;
      const texts = byLength.get(text.length) ?? new Map<string, number[]>();
      byLength.set(text.length, texts);
      append(texts, text, index);
    }
  }

  public candidates(event: WireEvent, visit: (index: number) => void): void {
    const value = this.read(event);
    if (value === undefined) return;
    const text = String(value);
    for (const index of this.exact.get(text) ?? NONE) visit(index);
    for (const [length, texts] of this.prefixes) {
      if (length <= text.length) for (const index of texts.get(text.slice(0, length)) ?? NONE) visit(index);
    }
    for (const [length, texts] of this.suffixes) {
      if (length > text.length) continue;
      for (const index of texts.get(text.slice(text.length - length)) ?? NONE) visit(index);
    }
  }
}

const NONE: readonly number[] = [];

function append(map: Map<string, number[]>, key: string, index: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [index]);
  else list.push(index);
}
