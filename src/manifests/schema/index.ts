export { type GoUrl, parseGoUrl } from "./go-url.ts";
export type { SchemaFault, SchemaFaultCode, SchemaStage } from "./schema-fault.ts";
export { schemaFor, versionsOf } from "./schema-for.ts";
export type { KindSchema, ListShape, MapShape, ObjectShape, Scalar, Shape, StructShape, ValueShape } from "./shape.ts";
export { validateSchema } from "./validate-schema.ts";
