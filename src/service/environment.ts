import { ConfigurationError } from "./configuration-error.ts";

/** Environment variables by name, as `process.env` gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How one variable is read: what it means, whether it must be there, and what its text becomes. */
export interface Variable<T> {
  /** What a person should put there, as it ends the sentence "Set NAME to …". */
  readonly meaning: string;
  /** Whether absence (or the empty text) is a fault. */
  readonly required: boolean;
  /** The value of an absent variable that is not required. */
  readonly fallback: T;
  /** Turns the text into the value. @throws Error whose message says what is wrong with it */
  readonly parse: (text: string) => T;
}

/** The values of {@link readEnvironment}, by variable. */
export type Values<Variables> = {
  readonly [Name in keyof Variables]: Variables[Name] extends Variable<infer T> ? T : never;
};

/**
 * Reads every variable a service needs, and names everything that is missing or malformed at once. An empty text is
 * absent.
 *
 * @throws {@link ConfigurationError} with one problem for each variable at fault
 */
export function readEnvironment<const Variables extends Readonly<Record<string, Variable<unknown>>>>(
  environment: Environment,
  variables: Variables,
): Values<Variables> {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries(variables)) {
    const text = environment[name];
    if (text === undefined || text === "") {
      if (variable.required) problems.push(`${name} is not set. Set it to ${variable.meaning}.`);
      values[name] = variable.fallback;
      continue;
    }
    try {
      values[name] = variable.parse(text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      problems.push(`${name} is malformed: ${reason} Set it to ${variable.meaning}.`);
    }
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return values as Values<Variables>;
}

/** A text that must be there. */
export function text(meaning: string): Variable<string>;
/** A text with a default. */
export function text(meaning: string, fallback: string): Variable<string>;
export function text(meaning: string, fallback?: string): Variable<string> {
  return { meaning, required: fallback === undefined, fallback: fallback ?? "", parse: (value) => value };
}

/** A whole number within bounds, with a default. */
export function integer(
  meaning: string,
  fallback: number,
  bounds: { readonly min: number; readonly max: number },
): Variable<number> {
  const parse = (value: string) => {
    const number = Number(value);
    if (/^\s*-?\d+\s*$/.test(value) && number >= bounds.min && number <= bounds.max) return number;
    throw new Error(`"${shorten(value)}" is no whole number from ${bounds.min} to ${bounds.max}.`);
  };
  return { meaning, required: false, fallback, parse };
}

/** Texts separated by commas, at least one; blanks around them are nothing. */
export function list(meaning: string): Variable<readonly string[]> {
  const parse = (value: string) => {
    const items = value
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
    if (items.length === 0) throw new Error(`"${shorten(value)}" lists nothing.`);
    return items;
  };
  return { meaning, required: true, fallback: [], parse };
}

/** JSON that `check` accepts; `check` throws an Error that says what is wrong. */
export function json<T>(meaning: string, check: (value: unknown) => T): Variable<T>;
export function json<T>(meaning: string, check: (value: unknown) => T, fallback: T): Variable<T>;
export function json<T>(meaning: string, check: (value: unknown) => T, ...fallback: [] | [T]): Variable<T> {
  const parse = (value: string) => {
    let parsed: unknown;
    try {
      parsed = JSON.parse(value);
    } catch {
      throw new Error(`"${shorten(value)}" is no JSON.`);
    }
    return check(parsed);
  };
  return fallback.length === 0
    ? { meaning, required: true, fallback: undefined as T, parse }
    : { meaning, required: false, fallback: fallback[0] as T, parse };
}

/** A value quoted in a message must not fill the screen, nor show a whole secret. */
function shorten(value: string): string {
  return value.length > 40 ? `${value.slice(0, 40)}…` : value;
}
