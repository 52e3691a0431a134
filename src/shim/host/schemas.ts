import { Ajv2020 } from "ajv/dist/2020.js";
import type { Schemas } from "../ports.ts";

/** Faults that are told; a dead letter keeps 768 bytes (eventing.md §6.5). */
const MOST_FAULTS = 10;

/** JSON Schema (2020-12) by Ajv: compiled to code once, where the table is loaded. `format` only describes, as in the specification. */
export function ajvSchemas(): Schemas {
  return {
    compile(schema) {
      // One for each schema: two contracts may have one `$id`.
      const ajv = new Ajv2020({
        allErrors: false,
        strict: false,
        validateFormats: false,
        validateSchema: true,
        logger: false,
      });
      const check = ajv.compile(withoutDialect(schema));
      return (data) => {
        // Of data that is absent a schema says the same as of null.
        if (check(data === undefined ? null : data)) return [];
        return (check.errors ?? [])
          .slice(0, MOST_FAULTS)
          .map(
            ({ instancePath, message }) => `${instancePath === "" ? "it" : instancePath} ${message ?? "does not fit"}`,
          );
      };
    },
  };
}

/** Older drafts differ in keywords that contracts do not use; their `$schema` would only make Ajv look for its meta-schema. */
function withoutDialect(schema: unknown): Readonly<Record<string, unknown>> | boolean {
  if (typeof schema === "boolean") return schema;
  if (typeof schema !== "object" || schema === null || Array.isArray(schema))
    throw new Error("A schema is an object, true or false");
  const { $schema: _, ...rest } = schema as Readonly<Record<string, unknown>>;
  return rest;
}
