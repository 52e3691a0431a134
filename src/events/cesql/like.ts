import type { CesqlDialect } from "./dialect.ts";

const PERCENT = 37;
const UNDERSCORE = 95;
const BACKSLASH = 92;

/** One place of a pattern: any run of characters, any one, or exactly this one. */
type Place = { readonly kind: "any" } | { readonly kind: "one" } | { readonly kind: "exactly"; readonly code: number };

/** Compiles a LIKE pattern: `%` any run, `_` one character, `\%` and `\_` themselves; case-sensitive (eventing.md §10.1). */
export function compileLike(pattern: string, dialect: CesqlDialect): (text: string) => boolean {
  return dialect === "knative" ? (text) => knativeLike(text, pattern) : specLike(pattern);
}

function specLike(pattern: string): (text: string) => boolean {
  const places = placesOf(pattern);
  return (text) => matches(text, places);
}

function placesOf(pattern: string): readonly Place[] {
  const places: Place[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const code = pattern.charCodeAt(at);
    if (code === BACKSLASH && isEscape(pattern, at)) {
      at += 1;
      places.push({ kind: "exactly", code: pattern.charCodeAt(at) });
    } else if (code === PERCENT) {
      places.push({ kind: "any" });
    } else {
      places.push(code === UNDERSCORE ? { kind: "one" } : { kind: "exactly", code });
    }
  }
  return places;
}

/** Goes on from the last `%` when it is stuck: linear for one `%`, never worse than text times pattern. */
function matches(text: string, places: readonly Place[]): boolean {
  let at = 0;
  let place = 0;
  let star = -1;
  let starAt = 0;
  while (at < text.length) {
    const current = places[place];
    if (current?.kind === "any") {
      star = place;
      starAt = at;
      place += 1;
    } else if (current?.kind === "one") {
      at += widthAt(text, at);
      place += 1;
    } else if (current?.code === text.charCodeAt(at)) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      starAt += widthAt(text, starAt);
      at = starAt;
      place = star + 1;
    } else {
      return false;
    }
  }
  while (places[place]?.kind === "any") place += 1;
  return place === places.length;
}

/** A character beyond the basic plane takes two UTF-16 units. */
function widthAt(text: string, at: number): 1 | 2 {
  const high = text.charCodeAt(at);
  if (high < 0xd800 || high > 0xdbff) return 1;
  const low = text.charCodeAt(at + 1);
  return low >= 0xdc00 && low <= 0xdfff ? 2 : 1;
}

/**
 * What Knative's engine matches: a pattern's character that equals the text's is taken first, so a `%` that meets a
 * literal `%` matches just that, and `\%` also matches a backslash before a wildcard (eventing.md §10.3).
 */
function knativeLike(text: string, pattern: string): boolean {
  const end = text.length;
  const patternEnd = pattern.length;
  let at = 0;
  let place = 0;
  let star = -1;
  let starAt = 0;
  while (at < end) {
    const wanted = pattern.charCodeAt(place);
    const found = text.charCodeAt(at);
    if (wanted === BACKSLASH && isEscape(pattern, place) && pattern.charCodeAt(place + 1) === found) {
      place += 2;
      at += 1;
    } else if (wanted === found || wanted === UNDERSCORE) {
      place += 1;
      at += 1;
    } else if (wanted === PERCENT) {
      star = place;
      starAt = at;
      place += 1;
    } else if (star >= 0) {
      starAt += 1;
      at = starAt;
      place = star + 1;
    } else {
      return false;
    }
  }
  while (place < patternEnd && pattern.charCodeAt(place) === PERCENT) place += 1;
  return place === patternEnd;
}

function isEscape(pattern: string, place: number): boolean {
  const following = pattern.charCodeAt(place + 1);
  return following === PERCENT || following === UNDERSCORE;
}
