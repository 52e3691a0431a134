import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

/** The import table of the design: a module may import itself and what its row names, and nothing else of ours. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  diagnostics: [],
  events: ["diagnostics"],
  delivery: ["diagnostics", "events"],
  manifests: ["diagnostics", "events", "delivery"],
  routes: ["diagnostics", "events", "delivery"],
  graph: ["diagnostics", "events", "delivery", "manifests", "routes"],
  checks: ["diagnostics", "events", "delivery", "manifests", "graph", "routes"],
  shim: ["diagnostics", "events", "delivery", "routes"],
  compiler: ["diagnostics", "events", "delivery", "manifests", "graph", "checks", "routes"],
  service: ["diagnostics", "events", "delivery"],
  processing: ["diagnostics", "events", "service"],
  runtime: ["diagnostics", "events", "delivery", "manifests", "graph", "checks", "routes", "shim"],
  exports: ["diagnostics", "events", "delivery", "manifests", "graph", "checks", "runtime"],
  "cdk8s-validation": ["diagnostics", "manifests", "graph", "checks"],
  cli: ["*"],
  testing: ["*"],
  bin: ["*"],
  constructs: [
    "diagnostics",
    "events",
    "delivery",
    "manifests",
    "graph",
    "checks",
    "routes",
    "shim",
    "compiler",
    "service",
    "processing",
    "runtime",
    "exports",
  ],
};

/** Who may load the packages that users of the lower entries must not pay for. */
const MAY_LOAD: Readonly<Record<string, readonly string[]>> = {
  cdk8s: ["constructs"],
  constructs: ["constructs"],
  yaml: ["manifests", "cli"],
  commander: ["cli"],
  zod: ["processing"],
};

const ROOT = resolve(import.meta.dirname, "..");

interface Import {
  readonly file: string;
  readonly module: string;
  readonly specifier: string;
}

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name));
}

function moduleOf(file: string): string {
  const [top = "", second = ""] = relative(ROOT, file).split("/");
  return top === "constructs" ? "constructs" : second;
}

const imports: readonly Import[] = [
  ...sourceFiles(join(ROOT, "src")),
  ...sourceFiles(join(ROOT, "constructs")),
].flatMap((file) =>
  [...readFileSync(file, "utf8").matchAll(/^(?:import|export)\b[^;]*?\bfrom\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm)].map(
    (match) => ({ file, module: moduleOf(file), specifier: match[1] ?? match[2] ?? "" }),
  ),
);

describe("the architecture", () => {
  it("knows every module of src and constructs", () => {
    const modules = [...new Set(imports.map(({ module }) => module))].filter((module) => !(module in MAY_IMPORT));
    expect(modules).toEqual([]);
  });

  it("lets each module import only what its row of the design allows", () => {
    const broken = imports
      .filter(({ specifier }) => specifier.startsWith("."))
      .map((one) => ({ ...one, target: moduleOf(resolve(dirname(one.file), one.specifier)) }))
      .filter(({ module, target }) => module !== target)
      .filter(({ module, target }) => {
        const allowed = MAY_IMPORT[module] ?? [];
        return !allowed.includes("*") && !allowed.includes(target);
      })
      .map(({ file, specifier }) => `${relative(ROOT, file)} imports ${specifier}`);
    expect(broken).toEqual([]);
  });

  it("lets only cli, testing and bin reach the constructs, and only through their adapter", () => {
    const broken = imports
      .filter(({ module, specifier }) => module !== "constructs" && /(^|\/)constructs\//.test(specifier))
      .filter(
        ({ module, specifier }) => !["cli", "testing"].includes(module) || !specifier.includes("constructs/adapter/"),
      )
      .map(({ file, specifier }) => `${relative(ROOT, file)} imports ${specifier}`);
    expect(broken).toEqual([]);
  });

  it("keeps each package in the modules that may load it", () => {
    const broken = imports
      .filter(({ specifier, module }) => !(MAY_LOAD[specifier] ?? [module]).includes(module))
      .map(({ file, specifier }) => `${relative(ROOT, file)} imports ${specifier}`);
    expect(broken).toEqual([]);
  });

  it("reads no clock, randomness, environment or file below the edges", () => {
    const edges =
      /^(src\/(cli|bin|cdk8s-validation|testing|service|processing|runtime\/dev|shim\/host)|constructs\/adapter|constructs\/processing)\//;
    const broken = [...sourceFiles(join(ROOT, "src")), ...sourceFiles(join(ROOT, "constructs"))]
      .map((file) => ({ file: relative(ROOT, file), text: readFileSync(file, "utf8") }))
      .filter(({ file }) => !edges.test(file))
      .flatMap(({ file, text }) =>
        [
          ...text
            .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")
            .matchAll(
              /Date\.now\(|Math\.random\(|process\.env|new Date\(\)|from "node:fs|performance\.now\(|randomUUID\(/g,
            ),
        ].map((match) => `${file} uses ${match[0]}`),
      );
    expect(broken).toEqual([]);
  });
});
