import type { Environment } from "./environment.ts";
import type { Service } from "./service.ts";
import type { Source } from "./source.ts";

export const FROM_ENVIRONMENT = Symbol.for("sluice.dev/FromEnvironment");

/** A module whose service or source is made when it starts, from its environment. */
export interface FromEnvironment {
  readonly [FROM_ENVIRONMENT]: true;
  /**
   * Reads the environment and opens what the service needs. Called once, by the process that serves.
   *
   * @throws ConfigurationError naming everything that is missing
   */
  configure(environment: Environment): Service | Source | Promise<Service | Source>;
}

/**
 * A service or source that is configured by environment variables, read where it starts and nowhere else:
 * `export default fromEnvironment((env) => service(Step, handler(readEnvironment(env, { … }))))`.
 */
export function fromEnvironment(configure: FromEnvironment["configure"]): FromEnvironment {
  return Object.freeze({ [FROM_ENVIRONMENT]: true as const, configure });
}

/** Recognises one made by any copy of this package. */
export function isFromEnvironment(value: unknown): value is FromEnvironment {
  return typeof value === "object" && value !== null && FROM_ENVIRONMENT in value;
}
