import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Pair,
  Scalar,
  visit,
  YAMLMap,
  YAMLSeq,
} from "yaml";
import { isObject } from "../is-object.ts";

/** A way to a field: keys of mappings, indices of sequences. */
export type Path = readonly (string | number)[];

/** A way as findings name it: `spec.steps[0].ref`, keys with dots in brackets. */
export function fieldOf(at: Path): string {
  return at
    .map((step) => (typeof step === "number" || /[./]/.test(step) ? `[${step}]` : `.${step}`))
    .join("")
    .replace(/^\./, "");
}

/** Thrown where an edit would change more than the object it is meant for, or cannot be made in place. */
export class NotEditable extends Error {
  public override readonly name = "NotEditable";
  /** Where the text stands in the way: an offset into it, when known. */
  public readonly offset: number | undefined;

  public constructor(message: string, offset?: number) {
    super(message);
    this.offset = offset;
  }
}

/** One document that is edited: its tree, and what of it differs from its text. */
export class Edits {
  public readonly tree: Document;
  /** Collections whose entries differ from the text, and everything around them. */
  public readonly touched = new Set<object>();
  /** Pairs that stand where another was, and so take over the comments above that. */
  public readonly inPlaceOf = new Map<object, object>();
  /** Anchors that aliases use. */
  public readonly shared: ReadonlySet<string>;

  public constructor(tree: Document) {
    this.tree = tree;
    const shared = new Set<string>();
    visit(tree, { Alias: (_, { source }) => void shared.add(source) });
    this.shared = shared;
  }
}

/**
 * One object inside a parse tree, edited in place: what no edit touches keeps its text, comments and order.
 *
 * - An edit never reaches through an alias, into an anchored node that an alias uses, or into what `<<` merges: those
 *   are shared, and the other user would change with it.
 * - Pairs that move keep their own comments.
 */
export class Draft {
  private readonly edits: Edits;
  private readonly root: Path;

  /** @param root way from the document to the object, empty unless it lies in a List */
  public constructor(edits: Edits, root: Path) {
    this.edits = edits;
    this.root = root;
  }

  /** The value of a field as plain data; undefined when there is none. */
  public get(path: Path): unknown {
    let node: unknown = this.edits.tree.contents;
    for (const step of [...this.root, ...path]) node = this.childOf(node, step);
    return isCollection(node) || isScalar(node) || isAlias(node) ? node.toJS(this.edits.tree) : undefined;
  }

  /** Whether a field is written, be it empty. */
  public has(path: Path): boolean {
    return this.get(path) !== undefined;
  }

  /** The object as plain data. */
  public toObject(): unknown {
    return this.get([]);
  }

  /** Where a field is written, or the nearest parent that is: an offset into the text. */
  public offsetOf(path: Path): number | undefined {
    let node: unknown = this.edits.tree.contents;
    let offset = startOf(node);
    for (const step of [...this.root, ...path]) {
      const at = isAlias(node) ? node.resolve(this.edits.tree) : node;
      if (isMap(at)) {
        const pair = at.items.find((item) => isScalar(item.key) && item.key.value === step);
        if (pair === undefined) return offset;
        offset = startOf(pair.key) ?? offset;
        node = pair.value;
      } else if (isSeq(at)) {
        node = at.items[Number(step)];
        offset = startOf(node) ?? offset;
      } else {
        return offset;
      }
    }
    return offset;
  }

  /** Writes a field: a text where one stands, otherwise a new entry at the end, or behind the named sibling. */
  public set(path: Path, value: unknown, behind?: string): void {
    const { map, key } = this.parent(path, true);
    const pair = findPair(map, key);
    if (pair !== undefined) {
      this.refuseShared(pair.value);
      pair.value =
        isScalar(pair.value) && typeof value === "string" ? sameStyle(pair.value, value) : this.node(value, map);
      return;
    }
    this.refuseMerged(map, key, path);
    const index = behind === undefined ? -1 : map.items.findIndex((item) => isKey(item, behind));
    map.items.splice(index === -1 ? map.items.length : index + 1, 0, new Pair(new Scalar(key), this.node(value, map)));
  }

  /** Gives a field another name. Nothing happens when it is not there. */
  public rename(path: Path, name: string): void {
    if (!this.has(path)) return;
    const { map, key } = this.parent(path, false);
    const pair = this.pair(map, key, path);
    pair.key = new Scalar(name);
  }

  /** Takes a field out, with the comments above it. Nothing happens when it is not there. */
  public remove(path: Path): void {
    if (!this.has(path)) return;
    const { map, key } = this.parent(path, false);
    map.items.splice(map.items.indexOf(this.pair(map, key, path)), 1);
  }

  /** Moves a field with everything in it, to the end of a mapping, which is made when it is not there. */
  public move(from: Path, to: Path): void {
    if (!this.has(from)) return;
    const { map, key } = this.parent(from, false);
    const pair = this.pair(map, key, from);
    map.items.splice(map.items.indexOf(pair), 1);
    const target = this.parent(to, true);
    if (pair.key instanceof Scalar && pair.key.value !== target.key) pair.key = new Scalar(target.key);
    target.map.items.push(pair);
  }

  /** Puts a field that lies deeper in the place of one around it, under another name; the rest of that one is gone. */
  public hoist(around: Path, inner: Path, name: string): void {
    const outer = this.parent(around, false);
    const old = this.pair(outer.map, outer.key, around);
    const { map, key } = this.parent([...around, ...inner], false);
    const pair = this.pair(map, key, inner);
    map.items.splice(map.items.indexOf(pair), 1);
    pair.key = new Scalar(name);
    outer.map.items.splice(outer.map.items.indexOf(old), 1, pair);
    this.edits.inPlaceOf.set(pair, old);
  }

  /** Puts entries of a mapping into a new mapping in it: `{kind, name}` becomes `{ref: {kind, name}}`. */
  public nest(path: Path, name: string, isInner: (key: string) => boolean): void {
    const map = this.mapAt(path);
    const inner = map.items.filter((item) => isScalar(item.key) && isInner(String(item.key.value)));
    const first = inner[0];
    if (first === undefined) return;
    const nested = new YAMLMap<unknown, unknown>();
    nested.flow = map.flow === true;
    nested.items = inner;
    const index = map.items.indexOf(first);
    map.items = map.items.filter((item) => !inner.includes(item));
    map.items.splice(index, 0, new Pair(new Scalar(name), nested));
    this.edits.touched.add(nested);
  }

  /** Makes the value of a field the only item of a list. */
  public listify(path: Path): void {
    const { map, key } = this.parent(path, false);
    const pair = this.pair(map, key, path);
    this.refuseShared(pair.value, true);
    const list = new YAMLSeq();
    list.flow = map.flow === true;
    list.items = [pair.value];
    pair.value = list;
    this.edits.touched.add(list);
  }

  private node(value: unknown, around: YAMLMap): unknown {
    const node = this.edits.tree.createNode(value, { flow: around.flow === true });
    visit(node, { Collection: (_, collection) => void this.edits.touched.add(collection) });
    return node;
  }

  /** The mapping that holds a field, with everything around it marked as touched. */
  private parent(path: Path, isMade: boolean): { readonly map: YAMLMap; readonly key: string } {
    const key = path.at(-1);
    const map = this.mapAt(path.slice(0, -1), isMade);
    return { map, key: String(key) };
  }

  private mapAt(path: Path, isMade = false): YAMLMap {
    let node: unknown = this.edits.tree.contents;
    const way: object[] = [];
    const steps = [...this.root, ...path];
    for (let index = 0; index <= steps.length; index++) {
      this.refuseShared(node);
      if (isCollection(node)) way.push(node);
      const step = steps[index];
      if (step === undefined) break;
      let next: unknown = isMap(node)
        ? findPair(node, String(step))?.value
        : isSeq(node)
          ? node.items[Number(step)]
          : undefined;
      const isNothing = next === undefined || next === null || (isScalar(next) && next.value === null);
      if (isNothing && isMap(node)) {
        this.refuseMerged(node, String(step), path);
        if (!isMade) throw new NotEditable(`${fieldOf(path)} is not there`);
        const made = new YAMLMap();
        made.flow = node.flow === true;
        const pair = findPair(node, String(step));
        if (pair === undefined) node.items.push(new Pair(new Scalar(String(step)), made));
        else pair.value = made;
        next = made;
      }
      node = next;
    }
    if (!isMap(node)) throw new NotEditable(`${fieldOf(path)} is no mapping`, startOf(node));
    for (const collection of way) this.edits.touched.add(collection);
    return node;
  }

  private pair(map: YAMLMap, key: string, path: Path): Pair {
    const pair = findPair(map, key);
    if (pair !== undefined) return pair;
    this.refuseMerged(map, key, path);
    throw new NotEditable(`${fieldOf(path)} is not there`);
  }

  private refuseShared(node: unknown, isMoved = false): void {
    if (isAlias(node) && !isMoved) {
      throw new NotEditable(`the alias *${node.source} stands for text that something else uses too`, startOf(node));
    }
    const anchor = isScalar(node) || isCollection(node) ? node.anchor : undefined;
    if (anchor !== undefined && this.edits.shared.has(anchor) && !isMoved) {
      throw new NotEditable(
        `the anchor &${anchor} is used in another place, which would change with it`,
        startOf(node),
      );
    }
  }

  private refuseMerged(map: YAMLMap, key: string, path: Path): void {
    const plain: unknown = map.toJS(this.edits.tree);
    if (isObject(plain) && plain[key] !== undefined && findPair(map, key) === undefined) {
      throw new NotEditable(`${fieldOf(path)} comes from a mapping that << merges in`, startOf(map));
    }
  }

  private childOf(node: unknown, step: string | number): unknown {
    const at = isAlias(node) ? node.resolve(this.edits.tree) : node;
    if (isSeq(at)) return at.items[Number(step)];
    if (!isMap(at)) return undefined;
    const pair = findPair(at, String(step));
    if (pair !== undefined) return pair.value;
    const plain: unknown = at.toJS(this.edits.tree);
    return isObject(plain) && plain[step] !== undefined ? this.edits.tree.createNode(plain[step]) : undefined;
  }
}

function findPair(map: YAMLMap, key: string): Pair | undefined {
  // A key written twice: the last one counts, and such files are refused before.
  return map.items.find((item) => isKey(item, key));
}

function isKey(item: unknown, key: string): boolean {
  return isPair(item) && isScalar(item.key) && String(item.key.value) === key;
}

/** A text in the quotes of the one it replaces. */
function sameStyle(old: Scalar, value: string): Scalar {
  const scalar = new Scalar(value);
  if (old.type === Scalar.QUOTE_DOUBLE) scalar.type = value.includes('"') ? Scalar.QUOTE_SINGLE : old.type;
  if (old.type === Scalar.QUOTE_SINGLE) scalar.type = old.type;
  return scalar;
}

function startOf(node: unknown): number | undefined {
  return isScalar(node) || isCollection(node) || isAlias(node) ? node.range?.[0] : undefined;
}
