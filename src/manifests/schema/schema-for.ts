import { KIND_SCHEMAS } from "../generated/index.ts";
import type { KindSchema } from "./shape.ts";

const byKind = new Map(KIND_SCHEMAS.map((schema) => [`${schema.apiVersion} ${schema.kind}`, schema]));

/** The schema of a kind in a version; `undefined` for every kind that Sluice has no schema of, core kinds among them. */
export function schemaFor(apiVersion: string, kind: string): KindSchema | undefined {
  return byKind.get(`${apiVersion} ${kind}`);
}

/** The versions of a kind that have a schema, such as `["eventing.knative.dev/v1"]` for a Broker; empty when none has. */
export function versionsOf(group: string, kind: string): readonly string[] {
  return KIND_SCHEMAS.filter((schema) => schema.kind === kind && schema.apiVersion.startsWith(`${group}/`)).map(
    (schema) => schema.apiVersion,
  );
}
