/** Widths of a common sans-serif face at one unit of size; wide enough for any of them. */
const NARROW = new Set("iIjl.,:;'|!ft()[]/ -r");
const WIDE = new Set("mwMW@%—");

/** About how wide a text is, in pixels, so that its box holds it whatever face the reader has. */
export function textWidth(text: string, size: number): number {
  let units = 0;
  for (const character of text) {
    if (NARROW.has(character)) units += 0.36;
    else if (WIDE.has(character)) units += 0.95;
    else if ((character.codePointAt(0) ?? 0) > 0x2e80) units += 1.05;
    else units += character >= "A" && character <= "Z" ? 0.72 : 0.6;
  }
  return units * size;
}

/** A text cut in its middle, so that the ends people know it by stay. */
export function shortened(text: string, most: number): string {
  const characters = Array.from(text);
  if (characters.length <= most) return text;
  const head = Math.ceil((most - 1) / 2);
  return `${characters.slice(0, head).join("")}…${characters.slice(characters.length - (most - 1 - head)).join("")}`;
}
