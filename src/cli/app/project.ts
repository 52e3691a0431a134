import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Document, parseDocument } from "yaml";
import { MAX_DEPTH, tooDeepAt } from "../../manifests/read/compose.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";

/** A cdk8s project: a folder with a `cdk8s.yaml`. */
export interface Project {
  /** Absolute path of the folder; apps run there. */
  readonly root: string;
  /** The command that runs the app, as written. */
  readonly app: string;
  /** Where manifests go, relative to `root`. */
  readonly output: string;
  /** Whether it names validation plugins: then cdk8s has the app write down which construct made which object. */
  readonly validates: boolean;
}

/** Whether `folder` holds a `cdk8s.yaml`. */
export function isProject(folder: string): boolean {
  return existsSync(join(folder, "cdk8s.yaml"));
}

/**
 * Reads `cdk8s.yaml` as cdk8s does: `app`, and `output` with its default `dist`.
 *
 * @throws {@link CliError} exit code 2 when the file is missing, is no YAML or has no `app`
 */
export function readProject(folder: string): Project {
  const root = resolve(folder);
  const file = join(root, "cdk8s.yaml");
  if (!existsSync(file)) {
    throw new CliError(EXIT.usage, `There is no cdk8s.yaml in ${folder === "." ? "this folder" : `"${folder}"`}.`, {
      mend: "Run sluice where your cdk8s.yaml is, or name YAML files: `sluice check manifests/`.",
    });
  }
  const text = readFileSync(file, "utf8");
  if (tooDeepAt(text) !== undefined) {
    throw new CliError(EXIT.usage, `cdk8s.yaml is nested deeper than ${MAX_DEPTH} levels.`, {
      mend: "No setting of cdk8s needs that: look for an unclosed bracket or quote.",
    });
  }
  const document = parseDocument(text);
  const [fault] = document.errors;
  if (fault !== undefined) {
    // Its first line; the rest draws the place.
    throw new CliError(EXIT.usage, `cdk8s.yaml is no YAML: ${fault.message.split("\n")[0]?.replace(/:$/, ".") ?? ""}`);
  }
  const config = contentsOf(document);
  const field = (name: string): string | undefined => {
    const value = typeof config === "object" && config !== null ? Reflect.get(config, name) : undefined;
    return typeof value === "string" && value.trim() !== "" ? value : undefined;
  };
  const app = field("app");
  if (app === undefined) {
    throw new CliError(EXIT.usage, "cdk8s.yaml names no `app`.", {
      mend: "Add the command that runs it, such as `app: tsx main.ts`.",
    });
  }
  return { root, app, output: field("output") ?? "dist", validates: hasValidations(config) };
}

function hasValidations(config: unknown): boolean {
  const named: unknown = typeof config === "object" && config !== null ? Reflect.get(config, "validations") : undefined;
  return Array.isArray(named) ? named.length > 0 : typeof named === "string";
}

/** @throws {@link CliError} when its aliases stand for too much */
function contentsOf(document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(EXIT.usage, `cdk8s.yaml cannot be read: ${reason}.`, { mend: "Write its aliases out." });
  }
}
