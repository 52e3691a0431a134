import { readFileSync, statSync } from "node:fs";
import type { SecretRef } from "../../routes/index.ts";
import type { Environment } from "./settings.ts";

/** How long a file's secret is used before it is looked at again. */
const FRESH_MS = 10_000;

/** A secret as it is now. */
export type Secret = () => string;

/** Secrets that could not be read when the shim started, one sentence each; never a value. */
export class SecretError extends Error {
  public override readonly name = "SecretError";
}

/**
 * Reads a secret by reference; one in a file is read anew when the file changes, so that a rotated one counts.
 *
 * @throws {@link SecretError} where it is not there
 */
export function openSecret(ref: SecretRef, environment: Environment, now: () => number): Secret {
  const { env, file, prefix = "" } = ref;
  if (file !== undefined) return fileSecret(file, prefix, now);
  const value = environment[env ?? ""];
  if (value === undefined || value === "")
    throw new SecretError(`The variable ${env} is not set, and a secret should be in it.`);
  const text = written(prefix + value.trim(), `the variable ${env}`);
  return () => text;
}

function fileSecret(file: string, prefix: string, now: () => number): Secret {
  let changedMs = -1;
  let text = "";
  let lookedMs = Number.NEGATIVE_INFINITY;
  const look = () => {
    lookedMs = now();
    const { mtimeMs } = statSync(file);
    if (mtimeMs === changedMs) return;
    text = written(prefix + readFileSync(file, "utf8").trim(), `the file ${file}`);
    changedMs = mtimeMs;
  };
  try {
    look();
  } catch (error) {
    if (error instanceof SecretError) throw error;
    throw new SecretError(`The file ${file} cannot be read, and a secret should be in it.`, { cause: error });
  }
  return () => {
    if (now() - lookedMs > FRESH_MS) {
      try {
        look();
      } catch {
        // Between two rotations a file may be missing: the last secret is still the best there is.
      }
    }
    return text;
  };
}

function written(text: string, where: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  if (text === "" || /[\x00-\x08\x0a-\x1f\x7f]/.test(text)) {
    throw new SecretError(`The secret in ${where} is empty or has control characters in it.`);
  }
  return text;
}
