import type { z } from "zod";

/** A schema as the check of a JSON variable: what is wrong, in one sentence. */
export function checkWith<T>(schema: z.ZodType<T>): (value: unknown) => T {
  return (value) => {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    const told = result.error.issues.map((issue) => [issue.path.join("."), issue.message].filter(Boolean).join(": "));
    throw new Error(`${told.join("; ")}.`);
  };
}
