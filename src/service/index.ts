// What a module exports.

// What a handler throws to choose its status, and returns to say that there is no reply.
export {
  FinalError,
  type FinalErrorOptions,
  RetriableError,
  type RetriableErrorOptions,
} from "../events/handler-errors.ts";
export { type NoReply, noReply } from "../events/step.ts";
// Configuration from the environment.
export { ConfigurationError } from "./configuration-error.ts";
export {
  type Environment,
  integer,
  json,
  list,
  readEnvironment,
  text,
  type Values,
  type Variable,
} from "./environment.ts";
export { type FromEnvironment, fromEnvironment, isFromEnvironment } from "./from-environment.ts";
// Serving without `sluice-serve`.
export { jsonLog, type Log, type LogEntry } from "../diagnostics/log.ts";
export { type RunningSource, type RunSourceOptions, runSource } from "./run-source.ts";
export { type ServeOptions, type Serving, serve } from "./serve.ts";
export { isService, type Service, service } from "./service.ts";
export { isSource, SinkError, type Source, type SourceContext, type SourceOptions, source } from "./source.ts";
