import { AuthoringError } from "../diagnostics/index.ts";
import { CORE_ATTRIBUTES, EXTENSION_NAME } from "./attributes.ts";
import { CONTRACT, type Contract, type DraftOptions, type JsonSchema } from "./contract.ts";
import type { EventDraft, TypedEvent } from "./event.ts";
import { EventError } from "./event-error.ts";
import { schemaHash } from "./schema-hash.ts";
import type { StandardIssue, StandardSchema } from "./standard-schema.ts";
import { typedEvent } from "./typed-event.ts";

/** What {@link defineEvent} takes. */
export interface EventOptions<Input, Data> {
  /** The schema of the event's data, of any Standard Schema library. @default - data of any shape */
  readonly data?: StandardSchema<Input, Data>;
  /** The `source` of its events, a URI reference. @default - the sender's own */
  readonly source?: string;
  /** What the `source` looks like where the sender chooses it, parts in angle brackets. For people. @default - unknown */
  readonly sourceFormat?: string;
  /** What the `subject` is. For people. @default - none, or unknown */
  readonly subjectFormat?: string;
  /** Extension attributes its events carry: lower-case name to meaning. @default - none */
  readonly extensions?: Readonly<Record<string, string>>;
  /** The data's JSON Schema, for a library that cannot give it. @default - asked of the library */
  readonly jsonSchema?: JsonSchema;
}

/**
 * Declares an event contract: `defineEvent("dev.reports.query.completed.v1", { data: z.object({ table: z.string() }) })`.
 *
 * @throws {@link AuthoringError} `invalid-event-type`, `invalid-extension-name`
 */
export function defineEvent<const Type extends string, Data = unknown, Input = Data>(
  type: Type,
  options: EventOptions<Input, Data> = {},
): Contract<Type, Data, Input> {
  checkDeclaration(type, options.extensions ?? {});
  const contract = {
    [CONTRACT]: true as const,
    type,
    ...(options.source === undefined ? {} : { source: options.source }),
    ...(options.sourceFormat === undefined ? {} : { sourceFormat: options.sourceFormat }),
    ...(options.subjectFormat === undefined ? {} : { subjectFormat: options.subjectFormat }),
    extensions: Object.freeze({ ...options.extensions }),
    ...(options.data === undefined ? {} : { schema: options.data }),
    create: (data: Input, draft: DraftOptions = {}) => createDraft(contract, data, draft),
    parse: (event: TypedEvent | object) => parse(contract, event),
    is: (event: { readonly type: string; readonly data?: unknown }): event is TypedEvent<Type, Data> =>
      event.type === type && outcome(contract, event.data)?.issues === undefined,
  } as Contract<Type, Data, Input>;
  lazily(contract, "jsonSchema", () => options.jsonSchema ?? tryJsonSchema(options.data));
  lazily(contract, "schemaHash", () =>
    contract.jsonSchema === undefined ? undefined : schemaHash(contract.jsonSchema),
  );
  return Object.freeze(contract);
}

/** Recognises a contract made by any copy of this package. */
export function isContract(value: unknown): value is Contract {
  return typeof value === "object" && value !== null && CONTRACT in value;
}

function checkDeclaration(type: string, extensions: Readonly<Record<string, string>>): void {
  if (type.trim() === "" || type !== type.trim()) {
    throw new AuthoringError({
      code: "invalid-event-type",
      at: {},
      message: `"${type}" is no event type: it is empty or has blanks around it.`,
      mend: "Use a name such as `dev.reports.query.completed.v1`.",
    });
  }
  for (const name of Object.keys(extensions)) {
    if (EXTENSION_NAME.test(name) && !CORE_ATTRIBUTES.has(name)) continue;
    throw new AuthoringError({
      code: "invalid-extension-name",
      at: {},
      message: `Event "${type}" cannot carry an extension attribute named "${name}".`,
      mend: `Use lower-case letters and digits, and no name of a core attribute${suggestExtension(name)}.`,
      source: "knative/eventing.md §6.8",
    });
  }
}

function suggestExtension(name: string): string {
  const near = name.toLowerCase().replace(/[^a-z0-9]/g, "");
  return near === "" || near === name || CORE_ATTRIBUTES.has(near) ? "" : `: "${near}"`;
}

function createDraft<Type extends string, Data, Input>(
  contract: Contract<Type, Data, Input>,
  data: Input,
  options: DraftOptions,
): EventDraft<Type, Input> {
  const source = options.source ?? contract.source;
  return Object.freeze({
    type: contract.type,
    ...(source === undefined ? {} : { source }),
    ...(options.subject === undefined ? {} : { subject: options.subject }),
    datacontenttype: "application/json",
    extensions: Object.freeze({ ...options.extensions }),
    data,
  });
}

function parse<Type extends string, Data, Input>(
  contract: Contract<Type, Data, Input>,
  raw: TypedEvent | object,
): TypedEvent<Type, Data> {
  const event = typedEvent(raw);
  if (event.type !== contract.type) {
    throw new EventError("wrong-type", `This event's type is "${event.type}", not "${contract.type}".`);
  }
  const result = outcome(contract, event.data);
  if (result?.issues !== undefined) {
    throw new EventError("invalid-data", invalidData(contract.type, result.issues), result.issues);
  }
  return { ...event, type: contract.type, data: (result === undefined ? event.data : result.value) as Data };
}

/** Validates synchronously; undefined when there is no schema. */
function outcome<Data, Input>(contract: Contract<string, Data, Input>, data: unknown) {
  const result = contract.schema?.["~standard"].validate(data);
  if (result instanceof Promise) {
    // The promise is of no use here; without this a rejection would end the process.
    result.catch(() => undefined);
    throw new EventError(
      "async-schema",
      `The schema of "${contract.type}" validates asynchronously. Use one that does not.`,
    );
  }
  return result;
}

function invalidData(type: string, issues: readonly StandardIssue[]): string {
  const told = issues.slice(0, 5).map((issue) => `${issuePath(issue)}: ${issue.message}`);
  const more = issues.length > told.length ? ` (and ${issues.length - told.length} more)` : "";
  return `The data of this "${type}" event is not what its contract says: ${told.join("; ")}${more}.`;
}

function issuePath(issue: StandardIssue): string {
  const parts = (issue.path ?? []).map((part) => String(typeof part === "object" ? part.key : part));
  return ["data", ...parts].join(".");
}

/** Some libraries throw for what JSON Schema cannot say (dates, transforms): then the schema is unknown. */
function tryJsonSchema<Input>(schema: StandardSchema<Input, unknown> | undefined): JsonSchema | undefined {
  try {
    return schema?.["~standard"].jsonSchema?.input({ target: "draft-2020-12" });
  } catch {
    return undefined;
  }
}

function lazily<T extends object, K extends keyof T>(target: T, key: K, compute: () => T[K]): void {
  let made: { readonly value: T[K] } | undefined;
  Object.defineProperty(target, key, {
    enumerable: true,
    get: () => {
      made ??= { value: compute() };
      return made.value;
    },
  });
}
