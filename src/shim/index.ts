// The pure core: a table and an event to an answer.
export {
  type Compilers,
  needsOf,
  type PreparedRoute,
  type PreparedTable,
  type Preparation,
  prepareTable,
  type TableNeeds,
} from "./core.ts";
export { createShim, type Received, type Shim, type ShimAnswer } from "./core.ts";

// What it asks for.
export type {
  AttemptRecord,
  EndRecord,
  EventContent,
  EventKey,
  Expression,
  ExpressionResult,
  Expressions,
  PlainContent,
  SchemaCheck,
  Schemas,
  ShimCause,
  ShimHttpAnswer,
  ShimLeg,
  ShimNoAnswer,
  ShimObserver,
  ShimPorts,
  ShimRequest,
  ShimTransport,
  ShimTransportAnswer,
} from "./core.ts";

// Serving it over HTTP.
export { loadCompilers } from "./host/compilers.ts";
export { serveShim, type ServeShimOptions, type ServingShim } from "./host/serve-shim.ts";
export { SecretError } from "./host/secrets.ts";
export type { Environment, LogLevel } from "./host/settings.ts";
