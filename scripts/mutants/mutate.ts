import {
  ACCEPTS,
  EMITS,
  groupOf,
  type Manifest,
  objectKey,
  objectRef,
  parseContractNames,
  REPLIES,
} from "../../src/manifests/index.ts";
import { type Random, seededRandom } from "../../src/runtime/index.ts";
import { fieldName, isMapping, mappingsIn, type Path, valueAt, withValue } from "./fields.ts";

/** What kind of field a mutant changes, as issue 6 lists them. */
export type Sort = "type" | "reply" | "sink" | "filter" | "reference" | "delivery";

/** One object with one thing wrong. */
export interface Mutant {
  readonly sort: Sort;
  /** Position of the object among the manifests. */
  readonly index: number;
  /** The object, as {@link objectKey} has it. */
  readonly object: string;
  readonly field: string;
  /** `misspelt "orders" as "odrers"`. */
  readonly change: string;
  /** The texts that were there and are there now, where they are texts: what a finding elsewhere may quote. */
  readonly words: readonly string[];
  /** What is written now, where it is a text. */
  readonly written?: string;
  readonly manifest: Manifest;
}

/** Every mutant of a set of manifests, in their order; the seed decides which letters are swapped. */
export function mutantsOf(manifests: readonly Manifest[], seed: number): readonly Mutant[] {
  const names = namesByKind(manifests);
  // Where nobody states who sends what, another type that is in use makes another pipeline, and no fault.
  const types = manifests.some(statesContracts) ? typesIn(manifests) : [];
  return manifests.flatMap((manifest, index) => {
    if (!isOurs(manifest)) return [];
    const ref = objectRef(manifest);
    const object = objectKey(ref);
    const others = (kind: string): readonly string[] => names.get(kind) ?? [];
    const mutator = new Mutator(manifest, seededRandom(seed + hash(object)), { types, others });
    return mutator.all().map((mutant) => ({ ...mutant, index, object }));
  });
}

interface Around {
  readonly types: readonly string[];
  readonly others: (kind: string) => readonly string[];
}

type Change = Omit<Mutant, "index" | "object">;

const GROUPS = /(^|\.)(eventing|messaging|flows|sources|sinks|bindings)\.knative\.dev$/;

function statesContracts({ metadata }: Manifest): boolean {
  return Object.keys(metadata.annotations ?? {}).some((name) => CONTRACTS.has(name));
}

function isOurs(manifest: Manifest): boolean {
  const { apiVersion, kind } = manifest;
  return (
    statesContracts(manifest) ||
    GROUPS.test(groupOf(apiVersion)) ||
    (kind === "Service" && groupOf(apiVersion) === "serving.knative.dev")
  );
}

const CONTRACTS: ReadonlySet<string> = new Set([ACCEPTS, EMITS, REPLIES]);

/** The mutants of one object, gathered in the order of its fields. */
class Mutator {
  private readonly manifest: Manifest;
  private readonly random: Random;
  private readonly around: Around;
  private readonly found: Change[] = [];

  public constructor(manifest: Manifest, random: Random, around: Around) {
    this.manifest = manifest;
    this.random = random;
    this.around = around;
  }

  public all(): readonly Change[] {
    this.annotations();
    for (const [path, mapping] of mappingsIn(this.manifest.spec, ["spec"])) {
      // What runs in containers is no part of the flow.
      if (path.includes("template")) continue;
      this.filter(path, mapping);
      this.reference(path, mapping);
      this.delivery(path, mapping);
    }
    this.ends();
    this.ownFields();
    return this.found;
  }

  private annotations(): void {
    for (const [name, text] of Object.entries(this.manifest.metadata.annotations ?? {})) {
      if (!CONTRACTS.has(name) || typeof text !== "string") continue;
      const path = ["metadata", "annotations", name];
      const items = text.split(",").map((item) => item.trim());
      for (const [at, item] of items.entries()) {
        const [contract] = parseContractNames(item);
        if (contract === undefined) continue;
        const replaced = (type: string): string =>
          items.map((one, index) => (index === at ? item.replace(contract.type, type) : one)).join(",");
        this.texts("type", path, contract.type, this.around.types, replaced);
        const without = items.filter((_, index) => index !== at).join(",");
        this.add("type", path, without, `left out ${JSON.stringify(contract.type)}`, [contract.type]);
      }
      this.add("type", path, undefined, "left out", []);
    }
  }

  /** `filter.attributes`, and the dialects of `filters` at any depth. */
  private filter(path: Path, mapping: Readonly<Record<string, unknown>>): void {
    const last = String(path.at(-1));
    if (!path.some((part) => part === "filter" || part === "filters")) return;
    if (last === "attributes" || DIALECTS.has(last)) {
      for (const [name, value] of Object.entries(mapping)) {
        if (typeof value !== "string") continue;
        const field = [...path, name];
        const sort = name === "type" ? "type" : "filter";
        this.texts(
          sort,
          field,
          value,
          name === "type" && last !== "prefix" && last !== "suffix" ? this.around.types : [],
          (text) => text,
        );
        this.add("filter", field, undefined, `left out ${JSON.stringify(value)}`, [value]);
      }
    }
    if (typeof mapping.cesql === "string") {
      const { cesql } = mapping;
      for (const [, literal = ""] of cesql.matchAll(/'([^']{3,})'/g)) {
        this.texts("filter", [...path, "cesql"], literal, [], (text) => cesql.replace(`'${literal}'`, `'${text}'`));
      }
    }
  }

  private reference(path: Path, mapping: Readonly<Record<string, unknown>>): void {
    const { kind, name, apiVersion, namespace } = mapping;
    if (typeof kind !== "string" || typeof name !== "string") {
      if (typeof mapping.uri === "string" && mapping.ref === undefined) this.uri([...path, "uri"], mapping.uri);
      return;
    }
    if (path.includes("channelTemplate") || path.includes("resources") || path.includes("template")) return;
    const here = this.around.others(`${kind}`);
    this.texts("reference", [...path, "name"], name, here, (text) => text);
    const other = OTHER_KIND[kind] ?? { kind: "Broker", apiVersion: "eventing.knative.dev/v1" };
    this.add("reference", path, { ...mapping, ...other }, `kind ${kind} as ${other.kind}`, [name, other.kind]);
    if (typeof apiVersion === "string" && GROUPS.test(groupOf(apiVersion))) {
      const wrong = `${groupOf(apiVersion).replace(/^\w+/, (group) => swapped(group, this.random))}/v1`;
      this.add("reference", [...path, "apiVersion"], wrong, `apiVersion ${apiVersion} as ${wrong}`, [name, wrong]);
    }
    const elsewhere = typeof namespace === "string" ? swapped(namespace, this.random) : "elsewhere";
    this.add("reference", [...path, "namespace"], elsewhere, "another namespace", [name, elsewhere]);
  }

  private uri(path: Path, uri: string): void {
    this.texts("reference", path, uri, [], (text) => text);
  }

  private delivery(path: Path, mapping: Readonly<Record<string, unknown>>): void {
    if (path.at(-1) !== "delivery") return;
    const at = (name: string): Path => [...path, name];
    const words = ["delivery"];
    this.add("delivery", path, undefined, "left out", words);
    const changed = (name: string, value: unknown): void =>
      this.add("delivery", at(name), value, `${name} ${JSON.stringify(mapping[name])} as ${JSON.stringify(value)}`, [
        name,
      ]);
    for (const name of ["retry", "backoffPolicy", "backoffDelay", "timeout"]) {
      if (mapping[name] === undefined) continue;
      this.add("delivery", at(name), undefined, `left out ${name}`, [name]);
    }
    if (typeof mapping.retry === "number") for (const retry of [0, -1, mapping.retry * 1000]) changed("retry", retry);
    if (typeof mapping.backoffPolicy === "string") {
      changed("backoffPolicy", mapping.backoffPolicy === "linear" ? "exponential" : "linear");
      changed("backoffPolicy", swapped(mapping.backoffPolicy, this.random));
    }
    for (const name of ["backoffDelay", "timeout"]) {
      if (mapping[name] === undefined) continue;
      for (const value of ["PT0S", "1s", "PT10H"]) changed(name, value);
    }
  }

  /** Replies, sinks and dead-letter sinks, left out as a whole. */
  private ends(): void {
    for (const [path, mapping] of mappingsIn(this.manifest.spec, ["spec"])) {
      if (path.includes("template")) continue;
      for (const [name, sort] of ENDS) {
        if (!isMapping(mapping[name])) continue;
        this.add(sort, [...path, name], undefined, `left out ${name}`, [name]);
      }
    }
  }

  /** `Trigger.spec.broker`, `EventType.spec.type`. */
  private ownFields(): void {
    const { kind, spec } = this.manifest;
    if (kind === "Trigger" && typeof spec?.broker === "string") {
      this.texts("reference", ["spec", "broker"], spec.broker, this.around.others("Broker"), (text) => text);
    }
    if (kind === "EventType" && typeof spec?.type === "string") {
      this.texts("type", ["spec", "type"], spec.type, this.around.types, (text) => text);
    }
  }

  /** One with two letters swapped, and one with another text that is used elsewhere. */
  private texts(
    sort: Sort,
    path: Path,
    text: string,
    others: readonly string[],
    written: (text: string) => string,
  ): void {
    const misspelt = swapped(text, this.random);
    if (misspelt !== text) {
      this.add(sort, path, written(misspelt), `misspelt ${JSON.stringify(text)} as ${JSON.stringify(misspelt)}`, [
        text,
        misspelt,
      ]);
    }
    const rest = others.filter((one) => one !== text);
    const other = rest[this.random.below(Math.max(1, rest.length))];
    if (other !== undefined) {
      this.add(sort, path, written(other), `${JSON.stringify(text)} as ${JSON.stringify(other)}`, [text, other]);
    }
  }

  private add(
    sort: Sort,
    path: Path,
    value: unknown,
    change: string,
    words: readonly string[],
    written = words[1],
  ): void {
    if (JSON.stringify(valueAt(this.manifest, path)) === JSON.stringify(value)) return;
    const manifest = withValue(this.manifest, path, value);
    this.found.push({
      sort,
      field: fieldName(path),
      change,
      words,
      manifest,
      ...(written === undefined ? {} : { written }),
    });
  }
}

const DIALECTS: ReadonlySet<string> = new Set(["exact", "prefix", "suffix"]);

const ENDS: readonly (readonly [string, Sort])[] = [
  ["reply", "reply"],
  ["sink", "sink"],
  ["deadLetterSink", "delivery"],
  ["subscriber", "reference"],
  ["filter", "filter"],
  ["filters", "filter"],
];

/** The kind one takes for another. */
const OTHER_KIND: Readonly<Record<string, { readonly kind: string; readonly apiVersion: string }>> = {
  Broker: { kind: "InMemoryChannel", apiVersion: "messaging.knative.dev/v1" },
  InMemoryChannel: { kind: "Channel", apiVersion: "messaging.knative.dev/v1" },
  Channel: { kind: "InMemoryChannel", apiVersion: "messaging.knative.dev/v1" },
  Sequence: { kind: "Parallel", apiVersion: "flows.knative.dev/v1" },
  Parallel: { kind: "Sequence", apiVersion: "flows.knative.dev/v1" },
};

/** The text with two neighbouring letters swapped, where they differ; as it is where none do. */
export function swapped(text: string, random: Random): string {
  const places = [...Array(Math.max(0, text.length - 1)).keys()].filter(
    (at) => /[a-z]/.test(text[at] ?? "") && /[a-z]/.test(text[at + 1] ?? "") && text[at] !== text[at + 1],
  );
  const at = places[random.below(Math.max(1, places.length))];
  if (at === undefined) return text;
  return `${text.slice(0, at)}${text[at + 1] ?? ""}${text[at] ?? ""}${text.slice(at + 2)}`;
}

function namesByKind(manifests: readonly Manifest[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const { kind, metadata } of manifests) {
    if (metadata.name === undefined) continue;
    const known = names.get(kind);
    if (known === undefined) names.set(kind, [metadata.name]);
    else known.push(metadata.name);
  }
  return names;
}

/** Every event type that filters, annotations and EventTypes name. */
function typesIn(manifests: readonly Manifest[]): readonly string[] {
  const types = new Set<string>();
  for (const { kind, metadata, spec } of manifests) {
    for (const name of CONTRACTS) {
      for (const { type } of parseContractNames(String(metadata.annotations?.[name] ?? ""))) types.add(type);
    }
    if (kind === "EventType" && typeof spec?.type === "string") types.add(spec.type);
    if (kind !== "Trigger") continue;
    for (const [path, mapping] of mappingsIn(spec)) {
      const last = String(path.at(-1));
      if ((last === "attributes" || last === "exact") && typeof mapping.type === "string") types.add(mapping.type);
    }
  }
  return [...types];
}

/** FNV-1a, so that an object's mutants do not depend on what stands before it. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return value;
}
