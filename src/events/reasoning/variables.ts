import { cesqlReader } from "../cesql/attribute-reader.ts";
import type { AttributeValue, WireEvent } from "../event.ts";
import { attributeReader } from "../filters/attribute-lookup.ts";
import { readMessage } from "../http/read-message.ts";
import { ZERO_TIME } from "../http/time.ts";
import { writeBinary } from "../http/write-message.ts";

/**
 * What predicates speak about: one way to read one attribute. Most are the attribute's own name, as filters read it;
 * attributes that CESQL reads in a way of its own have a second one, `cesql:NAME`, of which nothing is assumed.
 */
export interface Variable {
  readonly name: string;
  readonly read: (event: WireEvent) => AttributeValue | undefined;
  /** Whether every event has it: core attributes are always found (eventing.md §6.10). */
  readonly presence: "always" | "sometimes" | "never";
  /** The only texts it can have, where they are few. */
  readonly among?: ReadonlySet<string>;
  /** What it reads where the event does not have the attribute, and CESQL finds none. */
  readonly absentAs?: string;
  /** The attribute to set for it to read something. */
  readonly attribute: string;
  /** Texts that an event can have there, to make examples of. */
  readonly samples: readonly string[];
}

const READ_DIFFERENTLY: ReadonlySet<string> = new Set([
  "dataschema",
  "schemaurl",
  "datamediatype",
  "datacontentencoding",
]);
const EXTENSION_NAME = /^[a-z0-9]+$/;
const URIS = ["/x", "https://example.com/x", "urn:x:x"];
const MEDIA_TYPES = ["application/json", "text/plain", "application/x", "x/x"];

/** The variable that a filter's dialects read by this name. */
export function filterVariable(attribute: string): string {
  return attribute === "schemaurl" ? "dataschema" : attribute;
}

/** The variable that CESQL reads by this name. */
export function cesqlVariable(attribute: string): string {
  return READ_DIFFERENTLY.has(attribute) ? `cesql:${attribute}` : attribute;
}

/** What there is to know about a variable. Names never clash: no attribute has a colon. */
export function variableOf(name: string): Variable {
  if (name.startsWith("cesql:")) {
    const attribute = name.slice("cesql:".length);
    const read = cesqlReader(attribute);
    return { name, read: (event) => read(event.attributes), presence: "sometimes", attribute, samples: URIS };
  }
  const read = attributeReader(name);
  const core = { name, read, presence: "always", attribute: name } as const;
  switch (name) {
    case "specversion":
      return { ...core, among: new Set(["1.0", "0.3"]), samples: ["1.0"] };
    case "id":
    case "type":
      return { ...core, samples: ["x", "x.x"] };
    case "source":
      return { ...core, samples: URIS };
    case "subject":
      return { ...core, absentAs: "", samples: ["", "x"] };
    case "time":
      return { ...core, absentAs: ZERO_TIME, samples: [ZERO_TIME, "2026-11-21T10:00:00Z", "2026-11-21T10:00:00.5Z"] };
    case "datacontenttype":
      return { ...core, absentAs: "", samples: ["", ...MEDIA_TYPES] };
    case "datamediatype":
      return { ...core, attribute: "datacontenttype", samples: ["", ...MEDIA_TYPES] };
    case "dataschema":
      return { ...core, samples: ["", "https://example.com/x", "urn:x:x"] };
    case "datacontentencoding":
      return { ...core, samples: [""] };
    default:
      return { ...core, presence: EXTENSION_NAME.test(name) ? "sometimes" : "never", samples: ["x", "1", "true", ""] };
  }
}

const MINIMAL = { specversion: "1.0", id: "1", source: "/", type: "x" };
/** Texts that nothing on the way rewrites, the usual case. */
const UNTOUCHED = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const REWRITTEN: ReadonlySet<string> = new Set(["time", "dataschema", "datacontenttype", "datamediatype"]);

/**
 * Whether a variable can have this text after a hop: what a hop rewrites, such as a `time` that is not in UTC, or does
 * not let through, such as an empty `id`, no filter ever sees (eventing.md §6.8).
 */
export function canBe(variable: Variable, text: string): boolean {
  if (variable.presence === "never") return false;
  if (variable.among !== undefined) return variable.among.has(text);
  if (variable.absentAs === text) return true;
  // Depends on the event's version, and on what else it has.
  if (variable.name.startsWith("cesql:") || variable.name === "datacontentencoding") return true;
  if (text === "" && variable.name.startsWith("data") && variable.presence === "always") return true;
  if (UNTOUCHED.test(text) && !REWRITTEN.has(variable.name)) return true;
  const carriers: Record<string, string>[] = [{ ...MINIMAL, [variable.attribute]: text }];
  // In 0.3 it need not be absolute.
  if (variable.name === "dataschema") carriers.push({ ...MINIMAL, specversion: "0.3", schemaurl: text });
  return carriers.some((attributes) => {
    const event = afterHop({ attributes });
    return event !== undefined && variable.read(event) === text;
  });
}

/** An event of these variables' texts, as it is after a hop; undefined where there is none. */
export function eventOf(texts: ReadonlyMap<string, string>): WireEvent | undefined {
  const attributes: Record<string, string> = { ...MINIMAL };
  for (const [name, text] of texts) {
    const variable = variableOf(name);
    if (text === variable.absentAs || (text === "" && variable.presence === "always")) continue;
    attributes[variable.attribute] = text;
  }
  return afterHop({ attributes });
}

/** The event as the next hop reads it; undefined for one that is refused. */
export function afterHop(event: WireEvent): WireEvent | undefined {
  const reading = readMessage(writeBinary(event));
  return reading.kind === "event" ? reading.event : undefined;
}
