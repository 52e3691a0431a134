/** `${x*60000}` is that letter so many times. */
export function expand(text: string): string {
  return text.replace(/\$\{(.)\*(\d+)\}/g, (_all, letter: string, count: string) => letter.repeat(Number(count)));
}

/** The recordings' own shorthand for what {@link expand} made. */
export function collapse(text: string): string {
  const [letter = ""] = text;
  return text.length >= 1000 && text === letter.repeat(text.length) ? `<${text.length} times ${letter}>` : text;
}

/** JSON as the recordings' scenarios were written: a blank after commas and colons. */
export function spacedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spacedJson).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, inner]) => `${JSON.stringify(name)}: ${spacedJson(inner)}`);
  return `{${members.join(", ")}}`;
}

/** Text as HTTP headers hold it in Node: one character a byte. */
export function headerText(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** Rounds a time as the recordings do. */
export function bucket(ms: number): number {
  return Math.floor((ms + 10) / 50) * 50;
}
