import { Yaml } from "cdk8s";

/**
 * Runs `act` while cdk8s writes plain manifests several times faster, byte for byte as it would itself. Writing is four
 * fifths of a synth (ecosystem.md), so this is what pays for the checks (docs/decisions/0008-checks-inside-synth.md).
 *
 * Only what is certain is written here: block mappings and lists of scalars that need no thought. Every other scalar is
 * asked of cdk8s once, every other object is left to it, and where a sample comes out differently, everything is.
 */
export function withFastYaml<Result>(act: () => Result): Result {
  const own = Object.getOwnPropertyDescriptor(Yaml, "stringify");
  const slow = Yaml.stringify.bind(Yaml);
  const write = writer(slow);
  if (own === undefined || write(SAMPLE) !== slow(SAMPLE)) return act();
  Yaml.stringify = (...documents) =>
    documents.map((document: unknown) => write(document) ?? slow(document)).join("---\n");
  try {
    return act();
  } finally {
    Object.defineProperty(Yaml, "stringify", own);
  }
}

/** Has everything that is written here, so that another YAML style or version of cdk8s is noticed. */
const SAMPLE = {
  apiVersion: "eventing.knative.dev/v1",
  metadata: { annotations: { "sluice.dev/accepts": "dev.a.v1@sha256-0f", json: '{"a":"b c"}', none: "" }, labels: {} },
  spec: {
    list: [
      "http://a.example.com:80/b",
      "5 * * * *",
      "true",
      "1",
      "E0",
      2,
      false,
      { name: "A", value: "it's: so", deep: [{ a: [] }] },
    ],
    number: -12,
    enabled: true,
  },
};

/** What YAML writes without quotes in every version, unless it is one of {@link WORDS} or a {@link POWER}. */
const PLAIN = /^[A-Za-z](?:[A-Za-z0-9_./@:=+-]*[A-Za-z0-9_./@=+])?$/;

/** JSON, as annotations and `data` hold it: needs quotes, and has no quote of the kind that YAML then takes. */
const JSON_TEXT = /^[{[][ !"#-&(-~]*"[ !"#-&(-~]*$/;

/** Words that mean something else without quotes, in YAML 1.1 or 1.2. */
const WORDS = new Set(["y", "n", "yes", "no", "true", "false", "on", "off", "null"]);

/** To YAML 1.1 an exponent alone is a number. */
const POWER = /^[eE][-+]?[0-9]+$/;

/** A key longer than this may be written in another form. */
const LONGEST_KEY = 500;

/** Gives an object's YAML, or undefined for one that is not certain. */
type Writer = (value: unknown) => string | undefined;

function writer(slow: (value: unknown) => string): Writer {
  const scalars = new Map<string, string | undefined>();
  /** Objects of the document at hand: one that stands twice is written as an alias. */
  let seen = new Set<object>();

  return (value) => {
    seen = new Set();
    return isMapping(value) ? block(value, "") : undefined;
  };

  function block(value: object, indent: string): string | undefined {
    if (!once(value)) return undefined;
    return Array.isArray(value) ? list(value, indent) : mapping(value as Readonly<Record<string, unknown>>, indent);
  }

  function once(value: object): boolean {
    const { size } = seen;
    return seen.add(value).size > size;
  }

  function mapping(value: Readonly<Record<string, unknown>>, indent: string): string | undefined {
    let text = "";
    for (const key of Object.keys(value)) {
      if (!isPlain(key) || key.length > LONGEST_KEY) return undefined;
      const item = value[key];
      const written = inline(item) ?? below(item, indent);
      if (written === undefined) return undefined;
      text += `${indent}${key}:${written}`;
    }
    return text === "" ? undefined : text;
  }

  function list(value: readonly unknown[], indent: string): string | undefined {
    let text = "";
    for (const item of value) {
      const written = inline(item);
      const nested = written === undefined && isMapping(item) ? block(item, `${indent}  `) : undefined;
      if (written === undefined && nested === undefined) return undefined;
      text += written === undefined ? `${indent}- ${nested?.slice(indent.length + 2)}` : `${indent}-${written}`;
    }
    return text === "" ? undefined : text;
  }

  function below(value: unknown, indent: string): string | undefined {
    if (!isMapping(value) && !Array.isArray(value)) return undefined;
    const nested = block(value, `${indent}  `);
    return nested === undefined ? undefined : `\n${nested}`;
  }

  /** What follows a key or dash on the same line, with the line's end. */
  function inline(value: unknown): string | undefined {
    if (typeof value === "string") {
      if (isPlain(value)) return ` ${value}\n`;
      if (JSON_TEXT.test(value)) return ` '${value}'\n`;
      const text = scalar(value);
      return text === undefined ? undefined : ` ${text}\n`;
    }
    if (typeof value === "boolean") return ` ${value}\n`;
    if (typeof value === "number")
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? ` ${value}\n` : undefined;
    if (Array.isArray(value)) return value.length === 0 && once(value) ? " []\n" : undefined;
    return isMapping(value) && Object.keys(value).length === 0 && once(value) ? " {}\n" : undefined;
  }

  /** A text as cdk8s writes it on one line; lines below would depend on where it stands. */
  function scalar(text: string): string | undefined {
    if (scalars.has(text)) return scalars.get(text);
    const written = text.includes("\n") ? undefined : slow({ k: text });
    const line =
      written?.startsWith("k: ") && written.indexOf("\n") === written.length - 1 ? written.slice(3, -1) : undefined;
    scalars.set(text, line);
    return line;
  }
}

function isPlain(text: string): boolean {
  return PLAIN.test(text) && !POWER.test(text) && !(text.length <= 5 && WORDS.has(text.toLowerCase()));
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
