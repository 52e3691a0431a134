import { MAX_LABEL } from "./child-name.ts";

/*
 * What Kubernetes says about names: each function returns its complaints, none for a good name. The texts are the API
 * server's own, because users search for them (recorded in fidelity/table-name).
 */

const DNS1123_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const DNS1123_SUBDOMAIN = `${DNS1123_LABEL}(\\.${DNS1123_LABEL})*`;
const DNS1035_LABEL = "[a-z]([-a-z0-9]*[a-z0-9])?";
const QUALIFIED_NAME = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const LABEL_VALUE = `(${QUALIFIED_NAME})?`;
const C_IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]*";

const dns1123Label = whole(DNS1123_LABEL);
const dns1123Subdomain = whole(DNS1123_SUBDOMAIN);
const dns1035Label = whole(DNS1035_LABEL);
const qualifiedName = whole(QUALIFIED_NAME);
const labelValue = whole(LABEL_VALUE);
const cIdentifier = whole(C_IDENTIFIER);
const MAX_SUBDOMAIN = 253;

const NONE: readonly string[] = Object.freeze([]);

/** Names of namespaces and containers: `my-name`, `123-abc`. */
export function dns1123LabelFaults(name: string): readonly string[] {
  if (name.length <= MAX_LABEL && dns1123Label.test(name)) return NONE;
  const faults = tooLong(name, MAX_LABEL, "characters");
  if (!dns1123Label.test(name)) {
    faults.push(
      dns1123Subdomain.test(name)
        ? "must not contain dots"
        : complaint(
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
            DNS1123_LABEL,
            "my-name",
            "123-abc",
          ),
    );
  }
  return faults;
}

/** Names of most objects: DNS-1123 labels joined by dots, at most 253 characters. */
export function dns1123SubdomainFaults(name: string): readonly string[] {
  if (name.length <= MAX_SUBDOMAIN && dns1123Subdomain.test(name)) return NONE;
  const faults = tooLong(name, MAX_SUBDOMAIN, "characters");
  if (!dns1123Subdomain.test(name)) {
    faults.push(
      complaint(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
        DNS1123_SUBDOMAIN,
        "example.com",
      ),
    );
  }
  return faults;
}

/** Names of Services, of Kubernetes and of Knative: a DNS-1123 label that starts with a letter. */
export function dns1035LabelFaults(name: string): readonly string[] {
  if (name.length <= MAX_LABEL && dns1035Label.test(name)) return NONE;
  const faults = tooLong(name, MAX_LABEL, "characters");
  if (!dns1035Label.test(name)) {
    faults.push(
      complaint(
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
        DNS1035_LABEL,
        "my-name",
        "abc-123",
      ),
    );
  }
  return faults;
}

/** `generateName` where the name is a DNS-1035 label. */
export function dns1035PrefixFaults(prefix: string): readonly string[] {
  return dns1035LabelFaults(asPrefix(prefix));
}

/** `generateName` where the name is a DNS-1123 subdomain. */
export function dns1123SubdomainPrefixFaults(prefix: string): readonly string[] {
  return dns1123SubdomainFaults(asPrefix(prefix));
}

/** Keys of labels and annotations: `name` or `example.com/name`. */
export function qualifiedNameFaults(key: string): readonly string[] {
  const parts = key.split("/");
  if (parts.length > 2) {
    return [
      `${complaint(
        "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        QUALIFIED_NAME,
        "MyName",
        "my.name",
        "123-abc",
      )} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const name = parts.at(-1) ?? "";
  const prefix = parts.length === 2 ? parts[0] : undefined;
  if (prefix === undefined && name.length <= MAX_LABEL && qualifiedName.test(name)) return NONE;
  const faults: string[] = [];
  if (prefix === "") faults.push("prefix part must be non-empty");
  else if (prefix !== undefined) faults.push(...dns1123SubdomainFaults(prefix).map((text) => `prefix part ${text}`));
  if (name === "") faults.push("name part must be non-empty");
  else faults.push(...tooLong(name, MAX_LABEL, "bytes").map((text) => `name part ${text}`));
  if (!qualifiedName.test(name)) {
    faults.push(
      `name part ${complaint(
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        QUALIFIED_NAME,
        "MyName",
        "my.name",
        "123-abc",
      )}`,
    );
  }
  return faults;
}

/** Values of labels: empty, or at most 63 bytes of letters, digits, `-`, `_` and `.`. */
export function labelValueFaults(value: string): readonly string[] {
  if (value.length <= MAX_LABEL && labelValue.test(value)) return NONE;
  const faults = tooLong(value, MAX_LABEL, "bytes");
  if (!labelValue.test(value)) {
    faults.push(
      complaint(
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        LABEL_VALUE,
        "MyValue",
        "my_value",
        "12345",
      ),
    );
  }
  return faults;
}

/** Kinds as SinkBinding wants them: letters, digits and `_`, no digit first. */
export function cIdentifierFaults(name: string): readonly string[] {
  if (cIdentifier.test(name)) return NONE;
  return [
    complaint(
      "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
      C_IDENTIFIER,
      "my_name",
      "MY_NAME",
      "MyName",
    ),
  ];
}

/** The API server ends a prefix with a letter before it judges it: `a-` is tried as `a`. */
function asPrefix(prefix: string): string {
  return prefix.length > 1 && prefix.endsWith("-") ? `${prefix.slice(0, -2)}a` : prefix;
}

function whole(pattern: string): RegExp {
  return new RegExp(`^${pattern}$(?!\\n)`);
}

function tooLong(text: string, limit: number, unit: "characters" | "bytes"): string[] {
  return Buffer.byteLength(text) > limit ? [`must be no more than ${limit} ${unit}`] : [];
}

function complaint(law: string, pattern: string, ...samples: readonly string[]): string {
  const examples = samples.map((sample, index) => `${index === 0 ? "e.g." : " or"} '${sample}'`).join(", ");
  return `${law} (${examples}, regex used for validation is '${pattern}')`;
}
