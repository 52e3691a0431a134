import type { WireEvent } from "../event.ts";
import { type Attributes, extensionNameFault, noAttributes, validate } from "./acceptance.ts";
import { decodeText, trimUnicode } from "./header-text.ts";
import type { MessageReading } from "./message.ts";
import { quoted, type Refusal, refuse } from "./refusal.ts";
import { readTime } from "./time.ts";
import { readUri } from "./uri.ts";

/**
 * Reads the attributes of a binary message (eventing.md §6.8): the first of repeated ones, not percent-decoded; the
 * data is the body as it is.
 *
 * @param version decides which attributes are core ones
 * @param headers what follows `ce-`, in lower case, and the value without blanks around it
 */
export function readBinary(
  version: "1.0" | "0.3",
  headers: readonly (readonly [name: string, value: string])[],
  contentType: string | undefined,
  body: Uint8Array | string | undefined,
): MessageReading {
  const reading = new BinaryReading(version);
  for (const [name, value] of headers) reading.add(name, value);
  if (contentType !== undefined) reading.addContentType(contentType);
  return reading.finish(body);
}

class BinaryReading {
  private readonly attributes: Attributes = noAttributes();
  private readonly isV03: boolean;
  private fault: Refusal | undefined;
  private schemaIsAbsolute = true;
  /** Core attributes whose first value counts as absent; a repetition of the header changes nothing. */
  private absent = "";

  public constructor(version: "1.0" | "0.3") {
    this.isV03 = version === "0.3";
    this.attributes.specversion = version;
  }

  public add(name: string, value: string): void {
    if (this.attributes[name] !== undefined || (this.absent !== "" && this.absent.includes(` ${name} `))) return;
    // Which of several faults Knative tells of is random; we tell the first.
    this.fault ??= this.set(name, value);
  }

  public addContentType(value: string): void {
    this.setText("datacontenttype", trimUnicode(decodeText(value)));
  }

  public finish(body: Uint8Array | string | undefined): MessageReading {
    if (this.fault !== undefined) return this.fault;
    const hasData = body !== undefined && body.length > 0;
    const event: WireEvent = hasData ? { attributes: this.attributes, data: body } : { attributes: this.attributes };
    const invalid = validate(this.attributes, event, "binary", this.schemaIsAbsolute);
    return invalid ?? { kind: "event", event, mode: "binary" };
  }

  private set(name: string, value: string): Refusal | undefined {
    switch (name) {
      case "id":
      case "type":
        this.attributes[name] = trimUnicode(decodeText(value));
        return undefined;
      case "subject":
        return this.setText(name, trimUnicode(decodeText(value)));
      case "source":
        return this.setUri(name, value);
      case "time":
        return this.setTime(value);
      case "dataschema":
        // In 0.3 it is an extension, or refused: at random in Knative.
        if (!this.isV03) return this.setUri(name, value);
        this.attributes.dataschema = decodeText(value);
        return undefined;
      case "schemaurl":
        if (this.isV03) return this.setUri(name, value);
    }
    const fault = extensionNameFault(name);
    if (fault === undefined) this.attributes[name] = decodeText(value);
    return fault;
  }

  /** An empty text counts as absent. */
  private setText(name: string, value: string): undefined {
    if (value === "") this.absent += ` ${name} `;
    else this.attributes[name] = value;
  }

  private setUri(name: "source" | "dataschema" | "schemaurl", value: string): Refusal | undefined {
    if (value === "") return this.setText(name, value);
    const uri = readUri(value);
    if (!uri.ok) {
      const text = decodeText(value);
      return refuse(
        "invalid-attribute",
        `\`${name}\` is ${quoted(text)}, and no URI: it has ${uri.fault}.`,
        name,
        text,
      );
    }
    this.attributes[name] = uri.text;
    if (name === "dataschema") this.schemaIsAbsolute = uri.absolute;
    return undefined;
  }

  private setTime(value: string): Refusal | undefined {
    const time = readTime(value);
    if (time === false) {
      const text = decodeText(value);
      return refuse("invalid-attribute", `\`time\` is ${quoted(text)}, and no RFC 3339 time.`, "time", text);
    }
    return this.setText("time", time ?? "");
  }
}
