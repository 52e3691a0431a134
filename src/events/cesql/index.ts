export { type CesqlOptions, type CesqlResult, type CompiledCesql, compileCesql, compileExpression } from "./compile.ts";
export type { CesqlDialect } from "./dialect.ts";
export { type CesqlError, type CesqlErrorKind, CesqlSyntaxError } from "./errors.ts";
export type { Expression } from "./ast.ts";
export { parseCesql } from "./parser.ts";
