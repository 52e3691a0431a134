import { type InterfaceDeclarationStructure, Project, Scope, type SourceFile, StructureKind } from "ts-morph";
import type { Named, ObjectShape, Scalar, Shape } from "../../src/manifests/schema/shape.ts";
import { hintsOf, isList, isMap, isObjectShape, isStruct, isValue } from "./ir.ts";
import { className, fileName, groupFolder } from "./kinds.ts";

/** A shared type and the file it lives in. */
export interface SharedType {
  readonly name: string;
  readonly home: string;
  readonly doc: string;
  readonly shape: ObjectShape;
}

/** One kind that gets a class. */
export interface TypedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** What the class and its types are named by: mostly the kind. */
  readonly name: string;
  readonly spec: ObjectShape | Named;
  readonly header: string;
}

/** Writes the typed L1 classes: path below `constructs/generated` → text. */
export function typeFiles(
  kinds: readonly TypedKind[],
  shared: readonly SharedType[],
  header: string,
): Map<string, string> {
  const project = new Project({ useInMemoryFileSystem: true });
  const homes = new Map(shared.map(({ name, home }) => [name, home]));
  const exported = new Map<string, string[]>();
  const files = new Map<string, string>();
  const write = (path: string, fileHeader: string, fill: (writer: TypeWriter) => void) => {
    const file = project.createSourceFile(`/${path}`);
    const writer = new TypeWriter(file, path, homes);
    fill(writer);
    exported.set(path, writer.exported);
    files.set(path, `${fileHeader}\n${writer.finish()}`);
  };
  for (const home of [...new Set(homes.values())].sort()) {
    write(`${home}.ts`, header, (writer) => {
      for (const type of shared.filter((each) => each.home === home))
        writer.addInterface(type.name, type.shape, type.doc);
    });
  }
  for (const kind of kinds) {
    write(`${groupFolder(kind.group)}/${fileName(kind.name)}.ts`, kind.header, (writer) => writer.addKind(kind));
  }
  files.set("index.ts", `${header}\n${indexText(exported)}`);
  return files;
}

/** Fills one source file with interfaces and a class. */
class TypeWriter {
  public readonly exported: string[] = [];
  private readonly used = new Set<string>();
  private readonly interfaces: InterfaceDeclarationStructure[] = [];
  private readonly file: SourceFile;
  private readonly path: string;
  private readonly homes: ReadonlyMap<string, string>;

  public constructor(file: SourceFile, path: string, homes: ReadonlyMap<string, string>) {
    this.file = file;
    this.path = path;
    this.homes = homes;
  }

  public addInterface(name: string, shape: ObjectShape, doc: string): void {
    if (this.exported.includes(`type ${name}`)) return;
    this.exported.push(`type ${name}`);
    const structure: InterfaceDeclarationStructure = {
      kind: StructureKind.Interface,
      name,
      isExported: true,
      docs: [doc],
    };
    this.interfaces.push(structure);
    structure.properties = this.fields(shape).map(({ name: field, optional, type }) => ({
      name: field,
      type,
      hasQuestionToken: optional,
      isReadonly: true,
    }));
  }

  public addKind({ group, version, kind, name: named, spec }: TypedKind): void {
    const name = className(named);
    const specName = `${named}Spec`;
    const apiVersion = `${group}/${version}`;
    const isShared = typeof spec === "string";
    const wantsSpec = isShared || (hintsOf(spec).wanted ?? []).length > 0;
    this.exported.push(name);
    const specType = isShared ? this.type(spec) : specName;
    if (!isShared) this.addInterface(specName, spec, `The \`spec\` of ${article(kind)} ${kind}.`);
    this.exported.push(`type ${name}Props`);
    this.interfaces.push({
      kind: StructureKind.Interface,
      name: `${name}Props`,
      isExported: true,
      docs: [`Properties for {@link ${name}}.`],
      properties: [
        { name: "metadata", type: "ApiObjectMetadata", hasQuestionToken: true, isReadonly: true },
        { name: "spec", type: specType, hasQuestionToken: !wantsSpec, isReadonly: true },
      ],
    });
    this.file.addImportDeclaration({
      namedImports: [
        "ApiObject",
        { name: "ApiObjectMetadata", isTypeOnly: true },
        { name: "GroupVersionKind", isTypeOnly: true },
      ],
      moduleSpecifier: "cdk8s",
    });
    this.file.addImportDeclaration({ isTypeOnly: true, namedImports: ["Construct"], moduleSpecifier: "constructs" });
    this.file.addClass({
      name,
      isExported: true,
      extends: "ApiObject",
      docs: [
        `${article(kind, true)} ${kind} exactly as Kubernetes takes it: ${apiVersion}, every field typed, nothing defaulted.`,
      ],
      properties: [
        {
          name: "GVK",
          scope: Scope.Public,
          isStatic: true,
          isReadonly: true,
          type: "GroupVersionKind",
          initializer: `{ apiVersion: ${JSON.stringify(apiVersion)}, kind: ${JSON.stringify(kind)} }`,
          docs: ["The version and kind of these objects."],
        },
      ],
      ctors: [
        {
          scope: Scope.Public,
          parameters: [
            { name: "scope", type: "Construct" },
            { name: "id", type: "string" },
            { name: "props", type: `${name}Props`, ...(wantsSpec ? {} : { initializer: "{}" }) },
          ],
          statements: [`super(scope, id, { ...${name}.GVK, ...props });`],
        },
      ],
    });
  }

  public finish(): string {
    this.file.addInterfaces(this.interfaces);
    const byHome = new Map<string, string[]>();
    for (const name of [...this.used].sort()) {
      const home = this.homes.get(name);
      if (home === undefined || `${home}.ts` === this.path) continue;
      byHome.set(home, [...(byHome.get(home) ?? []), name]);
    }
    const up = this.path.includes("/") ? "../" : "./";
    for (const [home, namedImports] of byHome) {
      this.file.addImportDeclaration({ isTypeOnly: true, namedImports, moduleSpecifier: `${up}${home}.ts` });
    }
    this.file.formatText({ indentSize: 2 });
    return this.file.getFullText().replace(/^import (type )?\{ (.*) \} from (.*);$/gm, wrapImport);
  }

  private fields(shape: ObjectShape): { name: string; optional: boolean; type: string }[] {
    const { wanted = [], hidden = [], literals = {} } = hintsOf(shape);
    return Object.entries(shape.fields)
      .filter(([name]) => !hidden.includes(name))
      .map(([name, field]) => ({
        name: /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name),
        optional: !wanted.includes(name) && !(shape.required ?? []).includes(name),
        type: literals[name]?.map((value) => JSON.stringify(value)).join(" | ") ?? this.type(field),
      }));
  }

  private type(shape: Shape): string {
    if (typeof shape === "string") {
      if (!shape.startsWith("#")) return scalarType(shape as Scalar);
      this.used.add(shape.slice(1));
      return shape.slice(1);
    }
    if (isValue(shape)) return shape.enum?.map((value) => JSON.stringify(value)).join(" | ") ?? scalarType(shape.type);
    if (isStruct(shape)) return this.type(shape.struct);
    if (isMap(shape)) return `{ readonly [name: string]: ${this.type(shape.map)} }`;
    if (isList(shape)) {
      const element = this.type(shape.list);
      return /^\w+$|^\{/.test(element) ? `readonly ${element}[]` : `readonly (${element})[]`;
    }
    return isObjectShape(shape) ? this.objectType(shape) : "unknown";
  }

  private objectType(shape: ObjectShape): string {
    const { name, typedAs, doc } = hintsOf(shape);
    if (typedAs !== undefined) {
      this.used.add(typedAs);
      return typedAs;
    }
    if (name !== undefined) {
      this.addInterface(name, shape, doc ?? name);
      return name;
    }
    return literal(this.fields(shape));
  }
}

function wrapImport(line: string, type: string | undefined, names: string, from: string): string {
  if (line.length <= 120) return line;
  return `import ${type ?? ""}{\n${names
    .split(", ")
    .map((name) => `  ${name},\n`)
    .join("")}} from ${from};`;
}

/** A type written in place: in one line where that is short. */
function literal(
  fields: readonly { readonly name: string; readonly optional: boolean; readonly type: string }[],
): string {
  if (fields.length === 0) return "Record<string, never>";
  const texts = fields.map(({ name, optional, type }) => `readonly ${name}${optional ? "?" : ""}: ${type}`);
  const inline = `{ ${texts.join("; ")} }`;
  return inline.length <= 90 && !inline.includes("\n") ? inline : `{\n${texts.map((text) => `${text};\n`).join("")}}`;
}

function scalarType(scalar: Scalar): string {
  switch (scalar) {
    case "string":
    case "url":
      return "string";
    case "boolean":
      return "boolean";
    case "integer":
    case "int32":
    case "int64":
    case "number":
      return "number";
    case "quantity":
    case "int-or-string":
      return "number | string";
    case "object":
      return "{ readonly [field: string]: unknown }";
    case "any":
      return "unknown";
  }
}

function indexText(exported: ReadonlyMap<string, readonly string[]>): string {
  return [...exported]
    .map(([path, names]) => {
      const byName = [...names].sort((a, b) => (a.replace("type ", "") < b.replace("type ", "") ? -1 : 1));
      const line = `export { ${byName.join(", ")} } from "./${path}";\n`;
      return line.length <= 120
        ? line
        : `export {\n${byName.map((name) => `  ${name},\n`).join("")}} from "./${path}";\n`;
    })
    .join("");
}

function article(noun: string, capital = false): string {
  const word = /^[AEIO]/.test(noun) ? "an" : "a";
  return capital ? `${word.charAt(0).toUpperCase()}${word.slice(1)}` : word;
}
