import type { WireEvent } from "../event.ts";
import { type Attributes, extensionNameFault, noAttributes, validate } from "./acceptance.ts";
import { decodeText, encodeText } from "./header-text.ts";
import { type JsonMember, jsonMembers, jsonText } from "./json-members.ts";
import { isReadAsJson } from "./media-type.ts";
import type { MessageReading } from "./message.ts";
import { quoted, type Refusal, refuse } from "./refusal.ts";
import { readTime, ZERO_TIME } from "./time.ts";
import { readUri } from "./uri.ts";

/**
 * Reads an event in the JSON format (eventing.md §6.8). The order of members and the white space between them change
 * nothing, and of repeated members the last counts (§13 row 47, where Knative differs). JSON data goes on as it is
 * written, spacing included.
 */
export function readStructured(body: Uint8Array | string | undefined): MessageReading {
  const bytes = body === undefined ? "" : asBuffer(body).toString("latin1");
  const scan = jsonMembers(bytes);
  if (!scan.ok) return refuse(scan.code, `The body of this structured message cannot be read: ${scan.fault}.`);
  return new StructuredReading(bytes, scan.members).read();
}

const INT32_LIMIT = 2_147_483_648;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function asBuffer(body: Uint8Array | string): Buffer {
  if (typeof body === "string") return Buffer.from(body, "utf8");
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

interface Data {
  readonly data: Uint8Array | string;
  readonly base64?: true;
}

class StructuredReading {
  private readonly bytes: string;
  private readonly members = new Map<string, JsonMember>();
  private readonly attributes: Attributes = noAttributes();
  private schemaIsAbsolute = true;

  public constructor(bytes: string, members: readonly JsonMember[]) {
    this.bytes = bytes;
    for (const member of members) {
      // A member without a name can be addressed by nobody. The last of repeated ones counts, at its own place.
      if (member.name === "") continue;
      this.members.delete(member.name);
      this.members.set(member.name, member);
    }
  }

  public read(): MessageReading {
    const version = this.readVersion();
    if (typeof version === "object") return version;
    this.attributes.specversion = version;
    for (const member of this.members.values()) {
      const fault = this.readMember(member, version);
      if (fault !== undefined) return fault;
    }
    const data = this.readData(version);
    if (data !== undefined && "kind" in data) return data;
    const event: WireEvent =
      data === undefined ? { attributes: this.attributes } : { attributes: this.attributes, data: data.data };
    const invalid = validate(this.attributes, event, "structured", this.schemaIsAbsolute);
    if (invalid !== undefined) return invalid;
    if (data?.base64 === true) return { kind: "event", event, mode: "structured", base64: true };
    return { kind: "event", event, mode: "structured" };
  }

  private readVersion(): "1.0" | "0.3" | Refusal {
    const member = this.members.get("specversion");
    if (member === undefined) return refuse("invalid-specversion", "`specversion` is missing.", "specversion");
    const value = this.isText(member) ? this.text(member) : this.raw(member);
    if (this.isText(member) && (value === "1.0" || value === "0.3")) return value;
    const text = `\`specversion\` is ${this.isText(member) ? quoted(value) : value.slice(0, 40)}. Knative knows 1.0 and 0.3.`;
    return refuse("invalid-specversion", text, "specversion", value);
  }

  private readMember(member: JsonMember, version: "1.0" | "0.3"): Refusal | undefined {
    const { name } = member;
    switch (name) {
      case "specversion":
      case "data":
        return undefined;
      case "data_base64":
        if (version === "1.0") return undefined;
        break;
      case "id":
      case "type":
      case "subject":
      case "datacontenttype":
        return this.readText(member);
      case "source":
        return this.readUri(member);
      case "time":
        return this.readTime(member);
      case "dataschema":
        if (version === "1.0") return this.readUri(member);
        break;
      case "schemaurl":
        if (version === "0.3") return this.readUri(member);
        break;
      case "datacontentencoding":
        if (version === "0.3") return this.readEncoding(member);
        break;
    }
    return this.readExtension(member, version);
  }

  /** `""` and null are absent. */
  private readText(member: JsonMember): Refusal | undefined {
    const text = this.textOrNull(member);
    if (text === undefined) return this.noText(member);
    if (text !== "") this.attributes[member.name] = text;
    return undefined;
  }

  private readUri(member: JsonMember): Refusal | undefined {
    const text = this.textOrNull(member);
    if (text === undefined) return this.noText(member);
    if (text === "") return undefined;
    const uri = readUri(encodeText(text));
    if (uri.ok) {
      this.attributes[member.name] = uri.text;
      if (member.name === "dataschema") this.schemaIsAbsolute = uri.absolute;
      return undefined;
    }
    // One that cannot be parsed counts as absent, but for the source.
    if (member.name !== "source") return undefined;
    const says = `\`source\` is ${quoted(text)}, and no URI: it has ${uri.fault}.`;
    return refuse("invalid-attribute", says, "source", text);
  }

  private readTime(member: JsonMember): Refusal | undefined {
    const text = this.textOrNull(member);
    if (text === undefined) return this.noText(member);
    if (text === "") return undefined;
    const time = readTime(text);
    if (time === false) {
      return refuse("invalid-attribute", `\`time\` is ${quoted(text)}, and no RFC 3339 time.`, "time", text);
    }
    // The zero time counts as absent, but the JSON format writes it again.
    this.attributes.time = time ?? ZERO_TIME;
    return undefined;
  }

  private readEncoding(member: JsonMember): Refusal | undefined {
    const text = this.textOrNull(member) ?? "";
    if (text !== "base64") {
      const says = `\`datacontentencoding\` is ${quoted(text)}. CloudEvents 0.3 knows only base64.`;
      return refuse("invalid-attribute", says, member.name, text);
    }
    this.attributes.datacontentencoding = text;
    return undefined;
  }

  private readExtension(member: JsonMember, version: "1.0" | "0.3"): Refusal | undefined {
    const name = member.name.toLowerCase();
    const raw = this.raw(member);
    // In 0.3 these two are no attributes, and their names are not looked at.
    const fault =
      version === "0.3" && (member.name === "dataschema" || member.name === "data_base64")
        ? undefined
        : extensionNameFault(member.name);
    if (fault !== undefined) return fault;
    if (raw === "null") {
      delete this.attributes[name];
      return undefined;
    }
    if (raw === "true" || raw === "false") this.attributes[name] = raw === "true";
    else if (this.isText(member)) this.attributes[name] = this.text(member);
    else {
      const value = Number(raw);
      if (raw.startsWith("{") || raw.startsWith("[")) {
        const says = `The extension ${quoted(member.name)} is an ${raw.startsWith("{") ? "object" : "array"}. Extensions are text, integers or booleans.`;
        return refuse("invalid-extension", says, member.name, raw);
      }
      if (value < -INT32_LIMIT || value > INT32_LIMIT - 1) {
        const says = `The extension ${quoted(member.name)} is ${raw.slice(0, 40)}, and no integer of 32 bits.`;
        return refuse("invalid-extension", says, member.name, raw);
      }
      // Never −0, which would not equal 0 in every comparison.
      this.attributes[name] = Math.trunc(value) + 0;
    }
    return undefined;
  }

  /**
   * `data_base64` wins over `data`, which must be right nevertheless. As everywhere here, what counts is how Knative
   * reads a message whose `specversion` and `datacontenttype` come first.
   */
  private readData(version: "1.0" | "0.3"): Data | Refusal | undefined {
    const plain = this.members.get("data");
    const read = plain === undefined ? undefined : this.readPlainData(plain);
    if (read !== undefined && "kind" in read) return read;
    const encoded = version === "1.0" ? this.members.get("data_base64") : undefined;
    return encoded === undefined ? read : this.readBase64(encoded);
  }

  private readPlainData(member: JsonMember): Data | Refusal {
    if (this.attributes.datacontentencoding === "base64" && this.attributes.specversion === "0.3") {
      return this.readBase64(member);
    }
    const contentType = this.attributes.datacontenttype as string | undefined;
    if (isReadAsJson(contentType)) return { data: this.rawData(member) };
    const text = this.textOrNull(member);
    if (text !== undefined) return { data: text };
    const says = `\`data\` is no string, which data of the type ${quoted(String(contentType))} must be in the JSON format.`;
    return refuse("invalid-data", says, "data", this.raw(member));
  }

  private readBase64(member: JsonMember): Data | Refusal {
    const text = this.textOrNull(member);
    if (text !== undefined && BASE64.test(text)) return { data: Buffer.from(text, "base64"), base64: true };
    // Recorded: a value of one character that is no string is taken for an empty one.
    if (member.end - member.start === 1) return { data: new Uint8Array(), base64: true };
    return refuse("invalid-data", `\`${member.name}\` is no standard base64.`, member.name, this.raw(member));
  }

  private noText(member: JsonMember): Refusal {
    const says = `\`${member.name}\` is ${this.raw(member).slice(0, 40)}, and no string.`;
    return refuse("invalid-attribute", says, member.name, this.raw(member));
  }

  /** The raw bytes from the colon on as text, or as bytes where they are no UTF-8. Knative keeps the blanks in front, too. */
  private rawData(member: JsonMember): Uint8Array | string {
    const raw = this.bytes.slice(member.afterColon, member.end);
    const text = decodeText(raw);
    return encodeText(text) === raw ? text : Buffer.from(raw, "latin1");
  }

  private textOrNull(member: JsonMember): string | undefined {
    if (this.isText(member)) return this.text(member);
    return this.raw(member) === "null" ? "" : undefined;
  }

  private isText(member: JsonMember): boolean {
    return this.bytes[member.start] === '"';
  }

  private text(member: JsonMember): string {
    return jsonText(this.raw(member));
  }

  private raw(member: JsonMember): string {
    return this.bytes.slice(member.start, member.end);
  }
}
