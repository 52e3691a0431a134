// What runs a table without a network of its own: for whoever brings time and transport, such as the engine.

// The pure core: a table and an event to an answer.
export {
  type Compilers,
  needsOf,
  type PreparedRoute,
  type PreparedTable,
  type Preparation,
  prepareTable,
  type TableNeeds,
} from "./prepare.ts";
export { createShim, type Shim, type ShimAnswer } from "./shim.ts";

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
  Received,
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
} from "./ports.ts";
