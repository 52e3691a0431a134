/**
 * Whether an object's name matches a pattern in which `*` stands for any characters: `*.png`, `charts/*`. Letter case counts.
 */
export function objectPattern(pattern: string): (name: string) => boolean {
  const source = pattern
    .split("*")
    .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"))
    .join(".*");
  const expression = new RegExp(`^${source}$`, "s");
  return (name) => expression.test(name);
}
