/**
 * The content type that Go's HTTP server writes for a body without one, which is how a Broker's filter answers with a
 * reply that names none (eventing.md §6.7, sniffed content type). The algorithm is the WHATWG's, over the first 512 bytes.
 */
export function sniffContentType(body: Uint8Array | string): string {
  const bytes = (typeof body === "string" ? Buffer.from(body.slice(0, 512)) : Buffer.from(body)).subarray(0, 512);
  const text = bytes.toString("latin1");
  const start = /^[\t\n\f\r ]*/.exec(text)?.[0].length ?? 0;
  const trimmed = text.slice(start);
  if (HTML.test(trimmed)) return "text/html; charset=utf-8";
  if (trimmed.startsWith("<?xml")) return "text/xml; charset=utf-8";
  const known = SIGNATURES.find(([pattern]) => pattern.test(text))?.[1];
  if (known !== undefined) return known;
  if (isMp4(bytes)) return "video/mp4";
  return BINARY.test(trimmed) ? "application/octet-stream" : "text/plain; charset=utf-8";
}

const HTML = /^<(?:!DOCTYPE HTML|HTML|HEAD|SCRIPT|IFRAME|H1|DIV|FONT|TABLE|A|STYLE|TITLE|BODY|B|BR|P|!--)[ >]/i;

const BINARY = /[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]/;

/** In this order; bytes as characters. */
const SIGNATURES: readonly (readonly [RegExp, string])[] = [
  [/^%PDF-/, "application/pdf"],
  [/^%!PS-Adobe-/, "application/postscript"],
  [/^\xfe\xff/, "text/plain; charset=utf-16be"],
  [/^\xff\xfe/, "text/plain; charset=utf-16le"],
  [/^\xef\xbb\xbf/, "text/plain; charset=utf-8"],
  [/^\x00\x00[\x01\x02]\x00/, "image/x-icon"],
  [/^BM/, "image/bmp"],
  [/^GIF8[79]a/, "image/gif"],
  [/^RIFF[^]{4}WEBPVP/, "image/webp"],
  [/^\x89PNG\r\n\x1a\n/, "image/png"],
  [/^\xff\xd8\xff/, "image/jpeg"],
  [/^FORM[^]{4}AIFF/, "audio/aiff"],
  [/^ID3/, "audio/mpeg"],
  [/^OggS\x00/, "application/ogg"],
  [/^MThd\x00\x00\x00\x06/, "audio/midi"],
  [/^RIFF[^]{4}AVI /, "video/avi"],
  [/^RIFF[^]{4}WAVE/, "audio/wave"],
  [/^\x1a\x45\xdf\xa3/, "video/webm"],
  [/^[^]{34}LP/, "application/vnd.ms-fontobject"],
  [/^\x00\x01\x00\x00/, "font/ttf"],
  [/^OTTO/, "font/otf"],
  [/^ttcf/, "font/collection"],
  [/^wOFF/, "font/woff"],
  [/^wOF2/, "font/woff2"],
  [/^\x1f\x8b\x08/, "application/x-gzip"],
  [/^PK\x03\x04/, "application/zip"],
  [/^Rar!\x1a\x07(?:\x00|\x01\x00)/, "application/x-rar-compressed"],
  [/^\x00asm/, "application/wasm"],
];

/** A box of type `ftyp` with a brand that begins with `mp4`. */
function isMp4(bytes: Buffer): boolean {
  if (bytes.length < 12) return false;
  const size = bytes.readUInt32BE(0);
  if (size > bytes.length || size % 4 !== 0 || bytes.toString("latin1", 4, 8) !== "ftyp") return false;
  for (let at = 8; at < size; at += 4) {
    // Between the brands stands a version number.
    if (at !== 12 && bytes.toString("latin1", at, at + 3) === "mp4") return true;
  }
  return false;
}
