import type { Diagnostic } from "../diagnostics/index.ts";
import type { DataValidation, IdempotenceWindow, RouteTable } from "../routes/index.ts";
import { fieldPath, quote, type RoutePath } from "../routes/faults.ts";
import { RouteCompiler } from "./compile-route.ts";
import type { Expressions, SchemaCheck, Schemas } from "./ports.ts";
import type { Carried, Node } from "./run.ts";
import type { StepPlace } from "./steps.ts";

/** A table with everything compiled that can be: filters, CESQL, templates, JSONata, JSON Schemas. */
export interface PreparedTable {
  readonly table: RouteTable;
  readonly routes: ReadonlyMap<string, PreparedRoute>;
}

/** One route, ready to run. */
export interface PreparedRoute {
  readonly path: string;
  readonly node: Node;
  /** Where refused events go. */
  readonly place: StepPlace;
  readonly budgetMs: number;
  readonly jsonDepth: number;
  readonly isCorrelated: boolean;
  readonly ttl?: number;
  readonly idempotence?: IdempotenceWindow;
  /** What is wrong with the data of an event that arrives. */
  readonly faultOf?: (carried: Carried) => string | undefined;
}

/** What the table asks for beyond this package's own code: loaded only when it is used. */
export interface TableNeeds {
  readonly jsonata: boolean;
  readonly schemas: boolean;
}

/** What must be loaded before the table can be prepared. */
export function needsOf(table: RouteTable): TableNeeds {
  let jsonata = false;
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (!Array.isArray(value) && typeof (value as { readonly jsonata?: unknown }).jsonata === "string") jsonata = true;
    for (const part of Object.values(value)) walk(part);
  };
  for (const route of Object.values(table.routes))
    walk(route.mode === "fuse" ? route.flow : route.mode === "route" ? route.replies : undefined);
  return { jsonata, schemas: Object.values(table.routes).some(({ validate }) => validate !== undefined) };
}

/** What compiles what {@link needsOf} names. */
export interface Compilers {
  readonly expressions?: Expressions;
  readonly schemas?: Schemas;
}

export type Preparation =
  | { readonly prepared: PreparedTable; readonly diagnostics: readonly [] }
  | { readonly prepared?: undefined; readonly diagnostics: readonly Diagnostic[] };

/** The time an event has by default. */
const BUDGET_MS = 30_000;
const JSON_DEPTH = 100;

/**
 * Compiles a table that has been validated, once. What only a compiler can say of it (JSONata, JSON Schema) is told as
 * diagnostics, all at once.
 */
export function prepareTable(table: RouteTable, compilers: Compilers = {}): Preparation {
  const diagnostics: Diagnostic[] = [];
  const jsonDepth = table.limits?.jsonDepth ?? JSON_DEPTH;
  const compiler = new RouteCompiler(table, jsonDepth, collecting(compilers.expressions, table, diagnostics));
  const routes = new Map<string, PreparedRoute>();
  for (const [path, route] of Object.entries(table.routes)) {
    const faultOf = validation(path, route.validate, compilers.schemas, diagnostics);
    routes.set(path, {
      path,
      node: compiler.route(route),
      place: compiler.place("arrival", route),
      budgetMs: route.budgetMs ?? BUDGET_MS,
      jsonDepth,
      isCorrelated: route.correlation ?? false,
      ...(route.ttl === undefined ? {} : { ttl: route.ttl }),
      ...(route.idempotence === undefined ? {} : { idempotence: route.idempotence }),
      ...(faultOf === undefined ? {} : { faultOf }),
    });
  }
  return diagnostics.length === 0 ? { prepared: { table, routes }, diagnostics: [] } : { diagnostics };
}

/** Tells what does not compile, and goes on with an expression that is never run. */
function collecting(expressions: Expressions | undefined, table: RouteTable, diagnostics: Diagnostic[]): Expressions {
  return {
    compile(text) {
      try {
        if (expressions === undefined) throw new Error("JSONata is not loaded.");
        return expressions.compile(text);
      } catch (error) {
        diagnostics.push({
          code: "route-field-invalid",
          severity: "error",
          at: {},
          field: fieldPath(placeOf(text, table, []) ?? []),
          message: `The JSONata expression ${quote(text)} does not compile: ${messageOf(error)}`,
          mend: "Mend the expression.",
        });
        return () => () => undefined;
      }
    },
  };
}

/** Where an expression stands first. */
function placeOf(expression: string, value: unknown, path: RoutePath): RoutePath | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  for (const [name, part] of Object.entries(value)) {
    const at = [...path, Array.isArray(value) ? Number(name) : name];
    if (name === "jsonata" && part === expression) return at;
    const below = placeOf(expression, part, at);
    if (below !== undefined) return below;
  }
  return undefined;
}

function validation(
  path: string,
  validate: DataValidation | undefined,
  schemas: Schemas | undefined,
  diagnostics: Diagnostic[],
): ((carried: Carried) => string | undefined) | undefined {
  if (validate === undefined) return undefined;
  const checks = new Map<string, SchemaCheck>();
  for (const [type, schema] of Object.entries(validate.types)) {
    try {
      if (schemas === undefined) throw new Error("No validator is loaded.");
      checks.set(type, schemas.compile(schema));
    } catch (error) {
      diagnostics.push({
        code: "route-field-invalid",
        severity: "error",
        at: {},
        field: fieldPath(["routes", path, "validate", "types", type]),
        message: `The JSON Schema of ${quote(type)} does not compile: ${messageOf(error)}`,
        mend: "Mend the schema; drafts up to 2020-12 are known.",
      });
    }
  }
  return (carried) => {
    const type = String(carried.event.attributes.type);
    const check = checks.get(type);
    if (check === undefined)
      return validate.otherTypes === "refuse" ? `no contract of type ${quote(type)} is accepted here` : undefined;
    const faults = check(carried.data);
    return faults.length === 0 ? undefined : `its data is no ${quote(type)}: ${faults.join("; ")}`;
  };
}

function messageOf(error: unknown): string {
  const text =
    error instanceof Error ? error.message : String((error as { readonly message?: unknown } | null)?.message ?? error);
  return `${text.slice(0, 200).replace(/\.$/, "")}.`;
}
