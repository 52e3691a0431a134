import type { KindSchema, Shape } from "../../src/manifests/schema/shape.ts";

const WIDTH = 120;

/** The schema file of one kind and version. */
export function kindFile(schema: KindSchema, header: string): string {
  return `${header}
import type { KindSchema } from "../../schema/shape.ts";

/** The structure of ${schema.kind}, ${schema.apiVersion}. */
export const schema = (): KindSchema => (${print(schema)});
`;
}

/** The table of shapes that kinds share. */
export function sharedFile(shapes: Readonly<Record<string, Shape>>, header: string): string {
  return `${header}
import type { ObjectShape } from "../schema/shape.ts";

/** The shapes that kinds share, by the name they are referred to with. */
export const SHARED_SHAPES: Readonly<Record<string, ObjectShape>> = ${print(shapes)};
`;
}

/** The list of all kinds. Each schema is made when it is first asked for: most runs look at few kinds. */
export function registryFile(
  kinds: readonly { readonly path: string; readonly name: string; readonly schema: KindSchema }[],
  header: string,
): string {
  const imports = kinds.map(({ path, name }) => `import { schema as ${name} } from "./${path}";`);
  return `${header}
import type { KindSchema } from "../schema/shape.ts";
${imports.join("\n")}

/** Every kind and version that has a schema, as \`apiVersion kind\`, with what makes its schema. */
export const KIND_SCHEMAS: Readonly<Record<string, () => KindSchema>> = {
${kinds.map(({ name, schema }) => `  "${schema.apiVersion} ${schema.kind}": ${name},`).join("\n")}
};
`;
}

/** Prints plain data as TypeScript: in one line where it fits, otherwise one field a line. */
function print(value: unknown, indent = "", taken = 40): string {
  const inline = printInline(value);
  if (inline.length + indent.length + taken <= WIDTH) return inline;
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((item) => `${deeper}${print(item, deeper, 1)},`).join("\n")}\n${indent}]`;
  }
  if (typeof value !== "object" || value === null) return inline;
  const lines = Object.entries(value).map(([name, field]) => {
    const label = `${printKey(name)}: `;
    return `${deeper}${label}${print(field, deeper, label.length + 1)},`;
  });
  return `{\n${lines.join("\n")}\n${indent}}`;
}

function printInline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printInline).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, field]) => `${printKey(name)}: ${printInline(field)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

function printKey(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}
