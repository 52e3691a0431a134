import { type Document, isCollection, isScalar, visit } from "yaml";
import { isObject } from "../is-object.ts";
import { type Manifest, type ObjectMeta, objectRef } from "../manifest.ts";
import type { ObjectRef } from "../../diagnostics/index.ts";
import { Draft, Edits, NotEditable, type Path } from "./draft.ts";
import { NoUpgrade, type Told } from "./editing.ts";
import { type Entries, entriesOf, UnknownLayout } from "./source-text.ts";
import { upgradeObject } from "./upgrade-object.ts";

/** One change, with the offset in the text at which it was written. */
export interface DocumentChange {
  readonly told: Told;
  readonly offset: number;
  readonly object: ObjectRef;
}

/** What became of one document; its tree has been edited unless it was refused. */
export type DocumentUpgrade =
  | {
      readonly changes: readonly DocumentChange[];
      /** Objects to be written behind the document. */
      readonly appended: readonly Manifest[];
      /** Names of the objects that changed, as they are called now. */
      readonly upgraded: readonly ObjectRef[];
      readonly edits: Edits;
      readonly entries: Entries | undefined;
    }
  /** The file cannot be edited; why, as a clause, and where. */
  | { readonly refused: string; readonly offset: number }
  /** One object has no upgrade, and its edits may have begun. */
  | { readonly stays: string; readonly error: NoUpgrade; readonly offset: number; readonly object: ObjectRef };

/**
 * Upgrades every object of one document in its tree.
 *
 * @param all every object of the set
 * @param staying ways to objects that stay as they are
 */
export function upgradeDocument(
  tree: Document.Parsed,
  text: string,
  all: readonly Manifest[],
  staying: ReadonlySet<string>,
): DocumentUpgrade {
  const start = tree.contents?.range[0] ?? tree.range[0];
  const layout = layoutOf(tree, text);
  const edits = new Edits(tree);
  const changes: DocumentChange[] = [];
  const appended: Manifest[] = [];
  const upgraded: ObjectRef[] = [];
  for (const { manifest, root } of objectsOf(tree)) {
    if (staying.has(root.join("/"))) continue;
    const draft = new Draft(edits, root);
    const before = changes.length;
    const object = objectRef(manifest);
    try {
      upgradeObject({
        draft,
        manifest,
        version: manifest.apiVersion.slice(manifest.apiVersion.indexOf("/") + 1),
        tell: (told) => changes.push({ told, offset: draft.offsetOf(told.at) ?? start, object }),
        append: (made) => appended.push(made),
        has: (isIt) => all.some(isIt) || appended.some(isIt),
      });
    } catch (error) {
      if (error instanceof NotEditable) return { refused: error.message, offset: error.offset ?? start };
      if (!(error instanceof NoUpgrade)) throw error;
      return { stays: root.join("/"), error, offset: draft.offsetOf(error.at) ?? start, object };
    }
    const now = draft.toObject();
    if (changes.length > before && isManifest(now)) upgraded.push(objectRef(now));
  }
  if (changes.length > 0) {
    if (typeof layout === "string") return { refused: `it holds ${layout}`, offset: start };
    const tag = unknownTag(tree);
    if (tag !== undefined) return { refused: "it holds a tag that only another tool reads", offset: tag };
  }
  changes.sort((a, b) => a.offset - b.offset);
  return { changes, appended, upgraded, edits, entries: typeof layout === "string" ? undefined : layout };
}

/** The objects of a document with the way to each: itself, or the items of a List, which may hold Lists. */
export function objectsOf(tree: Document.Parsed): readonly { readonly manifest: Manifest; readonly root: Path }[] {
  const found: { readonly manifest: Manifest; readonly root: Path }[] = [];
  const pending: { readonly value: unknown; readonly root: Path }[] = [
    { value: tree.toJS({ maxAliasCount: 10_000 }), root: [] },
  ];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const { value, root } = next;
    if (isObject(value) && value.apiVersion === "v1" && value.kind === "List" && Array.isArray(value.items)) {
      const items: readonly unknown[] = value.items;
      pending.unshift(...items.map((item, index) => ({ value: item, root: [...root, "items", index] })));
    } else if (isManifest(value)) {
      found.push({ manifest: value, root });
    }
  }
  return found;
}

/** The entries of a document, or what in its layout nobody here edits. */
function layoutOf(tree: Document.Parsed, text: string): Entries | string {
  try {
    return entriesOf(tree, text);
  } catch (error) {
    if (error instanceof UnknownLayout) return error.message;
    throw error;
  }
}

function isManifest(value: unknown): value is Manifest & { readonly metadata: ObjectMeta } {
  return (
    isObject(value) &&
    typeof value.apiVersion === "string" &&
    typeof value.kind === "string" &&
    isObject(value.metadata) &&
    (value.spec === undefined || value.spec === null || isObject(value.spec))
  );
}

/** The offset of a node with a tag that is not YAML's own. */
function unknownTag(tree: Document.Parsed): number | undefined {
  let found: number | undefined;
  visit(tree, {
    Node(_, node) {
      if (
        (isScalar(node) || isCollection(node)) &&
        node.tag !== undefined &&
        !node.tag.startsWith("tag:yaml.org,2002:")
      ) {
        found = node.range?.[0];
        return visit.BREAK;
      }
      return undefined;
    },
  });
  return found;
}
