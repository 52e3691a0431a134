import { FinalError } from "../events/handler-errors.ts";
import type { Scalar } from "./ports.ts";

const PLACE = /\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** The names in braces of a template such as `delays_{airport}`. */
export function templateNames(template: string): readonly string[] {
  return [...template.matchAll(PLACE)].map((match) => match[1] ?? "");
}

/**
 * Fills a template: `Delays at {airport}` with `{ airport: "ORD" }` is `Delays at ORD`.
 *
 * @throws FinalError when a name has no value
 */
export function fillTemplate(template: string, values: Readonly<Record<string, Scalar>>): string {
  return template.replace(PLACE, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined || value === null) {
      throw new FinalError(`"${template}" needs a value for {${name}}, and this event carries none.`);
    }
    return String(value);
  });
}
