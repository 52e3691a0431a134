import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../../constructs");
/** What authors do not write: generated objects, and what turns constructs into manifests. */
const NOT_AUTHORED = /^(generated|adapter)\//;

interface Prop {
  /** `sources/kafka-source.ts KafkaSourceProps.topics`. */
  readonly at: string;
  readonly isOptional: boolean;
  /** Its docblock, and whether that says what happens without it. */
  readonly words: string;
  readonly hasDefault: boolean;
}

/** Every field that authors write: of what is exported as `…Props`, and of the types that these are made of. */
function authoredProps(): readonly Prop[] {
  const files = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts") && !NOT_AUTHORED.test(file));
  const declared = new Map<string, { readonly file: string; readonly node: ts.Node }>();
  for (const file of files) {
    const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), "utf8"), ts.ScriptTarget.ES2022, true);
    for (const node of source.statements) {
      if (!ts.isInterfaceDeclaration(node) && !ts.isTypeAliasDeclaration(node)) continue;
      if (node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true) {
        declared.set(node.name.text, { file, node });
      }
    }
  }
  const seen = new Set<string>();
  const props: Prop[] = [];
  const visitType = (name: string): void => {
    const found = declared.get(name);
    if (found === undefined || seen.has(name)) return;
    seen.add(name);
    const visit = (node: ts.Node, path: string): void => {
      if (ts.isPropertySignature(node)) {
        const at = `${path}.${node.name.getText()}`;
        // Marks of ours, by a symbol or a name that nobody would write.
        if (!ts.isIdentifier(node.name)) return;
        // `secret?: undefined` only tells the members of a union apart.
        if (node.type?.kind === ts.SyntaxKind.UndefinedKeyword) return;
        // The one field of `to: { ref }` is what the docblock of `to` is about.
        const isOnly = ts.isTypeLiteralNode(node.parent) && node.parent.members.length === 1 && path.includes(".");
        if (isOnly) return;
        props.push({ at: `${relative(".", found.file)} ${at}`, ...docOf(node) });
        ts.forEachChild(node, (child) => visit(child, at));
        return;
      }
      // What a conditional type asks of another type nobody writes.
      if (ts.isConditionalTypeNode(node)) return;
      if (ts.isTypeReferenceNode(node)) visitType(node.typeName.getText());
      if (ts.isExpressionWithTypeArguments(node)) visitType(node.expression.getText());
      ts.forEachChild(node, (child) => visit(child, path));
    };
    visit(found.node, name);
  };
  for (const name of declared.keys()) if (name.endsWith("Props")) visitType(name);
  return props;
}

function docOf(node: ts.PropertySignature): Omit<Prop, "at"> {
  const docs = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const tags = ts.getJSDocTags(node).map(({ tagName }) => tagName.text);
  return {
    isOptional: node.questionToken !== undefined,
    words: docs
      .map((doc) => ts.getTextOfJSDocComment(doc.comment) ?? "")
      .join(" ")
      .trim(),
    hasDefault: tags.includes("default"),
  };
}

describe("the props of every construct", () => {
  const props = authoredProps();

  it("have a docblock", () => {
    expect(props.length).toBeGreaterThan(250);
    expect(props.filter(({ words, hasDefault }) => words === "" && !hasDefault).map(({ at }) => at)).toEqual([]);
  });

  it("say what happens without them, where they are optional", () => {
    expect(props.filter(({ isOptional, hasDefault }) => isOptional && !hasDefault).map(({ at }) => at)).toEqual([]);
  });
});
