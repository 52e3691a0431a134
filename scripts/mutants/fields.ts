/** A way from the root of an object to one of its fields. */
export type Path = readonly (string | number)[];

/** A field as findings name it: `spec.steps[1].delivery.retry`, `metadata.annotations[sluice.dev/emits]`. */
export function fieldName(path: Path): string {
  return path.reduce<string>((name, part, index) => {
    if (typeof part === "number" || KEYED.has(String(path[index - 1]))) return `${name}[${part}]`;
    return name === "" ? part : `${name}.${part}`;
  }, "");
}

/** Names of mappings whose keys are not fields. */
const KEYED: ReadonlySet<string> = new Set(["annotations", "labels", "attributes", "exact", "prefix", "suffix"]);

/** The parts of a field's name, however its brackets are written. */
export function fieldParts(name: string): readonly string[] {
  return Array.from(name.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g), ([, bracketed, plain]) => bracketed ?? plain ?? "");
}

/** Whether one of two fields is the other, or lies in it. */
export function isOneLine(a: string, b: string): boolean {
  const [one, other] = [fieldParts(a), fieldParts(b)];
  return one.slice(0, other.length).every((part, index) => part === other[index]);
}

/** The value at a path; undefined where there is none. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => (isContainer(value) ? Reflect.get(value, part) : undefined), root);
}

/** The object with another value at a path; `undefined` takes the field out. The given one stays as it is. */
export function withValue<Root>(root: Root, path: Path, value: unknown): Root {
  const copy = structuredClone(root);
  const parent = valueAt(copy, path.slice(0, -1));
  const last = path.at(-1);
  if (!isContainer(parent) || last === undefined) throw new Error(`There is no field ${fieldName(path)}.`);
  if (value !== undefined) Reflect.set(parent, last, value);
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else Reflect.deleteProperty(parent, last);
  return copy;
}

/** Every field below a root that is a mapping, the root itself first. */
export function* mappingsIn(
  root: unknown,
  path: Path = [],
): Iterable<readonly [Path, Readonly<Record<string, unknown>>]> {
  if (!isContainer(root)) return;
  if (Array.isArray(root)) {
    for (const [index, item] of root.entries()) yield* mappingsIn(item, [...path, index]);
    return;
  }
  yield [path, root as Readonly<Record<string, unknown>>];
  for (const [key, value] of Object.entries(root)) yield* mappingsIn(value, [...path, key]);
}

/** Whether a value is a mapping, and no list. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return isContainer(value) && !Array.isArray(value);
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
