import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** A fenced block of a Markdown file. */
export interface Block {
  readonly language: string;
  /** The file that a comment in the first line names, such as `// main.ts` or `# dist/x.yaml`; undefined: it names none. */
  readonly file: string | undefined;
  /** All of it, that line included. */
  readonly text: string;
}

const ROOT = resolve(import.meta.dirname, "..");

/** README.md of the repository. */
export function readme(): string {
  return readFileSync(resolve(ROOT, "README.md"), "utf8");
}

/** Every fenced block of a Markdown text, in order. */
export function blocksOf(markdown: string): readonly Block[] {
  return [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = "", text = ""]) => ({
    language,
    file: /^(?:\/\/|#) (\S+\.\w+)\n/.exec(text)?.[1],
    text,
  }));
}

/** The text of the block that is the file `name`. */
export function readmeFile(name: string): string {
  const found = blocksOf(readme()).find(({ file }) => file === name);
  if (found === undefined) throw new Error(`README.md has no block that starts with "// ${name}".`);
  return found.text;
}
