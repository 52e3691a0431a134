import { ConfigurationError } from "../../service/configuration-error.ts";

/**
 * Loads a package that `sluice` does not depend on, when it is used.
 *
 * @throws ConfigurationError naming the line that installs it
 */
export async function optionalPeer<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!isMissing(error, name)) throw error;
    throw new ConfigurationError([`The package ${name} is not installed. Run: npm install ${name}`]);
  }
}

/** Whether it is this package that is missing, not something it wants itself. */
function isMissing(error: unknown, name: string): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  const missing = error.code === "ERR_MODULE_NOT_FOUND" || error.code === "MODULE_NOT_FOUND";
  return missing && error.message.includes(`'${name}'`);
}
