import { type Diagnostic, didYouMean, type Severity } from "../diagnostics/index.ts";
import { EVENTING_FLAGS, isEventingFlag, SERVING_FLAGS } from "./admission/features.ts";
import { isObject } from "./is-object.ts";
import { type ParsedDocument, parseDocuments } from "./read/documents.ts";
import { fieldPlaces } from "./read/places.ts";
import { DEFAULT_SETTINGS, type Settings, type StatedContracts } from "./settings.ts";

/** Settings, and what is wrong with their file. Faulty parts have their defaults. */
export interface ParsedSettings {
  readonly settings: Settings;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads `sluice.yaml`. Every key may be left out:
 *
 * ```yaml
 * knative: "1.23"              # the version manifests must suit
 * profile: production          # dev (default) or production: how grave findings are
 * features:                    # config-features of the cluster, where they differ from what Knative ships
 *   eventing: { delivery-retryafter: enabled }
 *   serving:
 *     kubernetes.podspec-persistent-volume-claim: enabled
 *     kubernetes.podspec-persistent-volume-write: enabled
 * clusterDomain: cluster.local
 * rules:                       # error, warning or off, by rule
 *   no-failure-path: warning
 * contracts:                   # of objects that cannot carry annotations, as group/Kind/namespace/name
 *   eventing.knative.dev/Broker/shop/orders:
 *     accepts: [com.example.order.placed.v1]
 * ```
 *
 * @param file the path findings name it by
 */
export function parseSettings(text: string, file: string): ParsedSettings {
  const { documents, diagnostics } = parseDocuments({ path: file, text });
  const [document, second] = documents;
  if (document === undefined) return { settings: DEFAULT_SETTINGS, diagnostics };
  const reader = new Reader(file, text, document, [...diagnostics]);
  if (second !== undefined) reader.fault("", "A settings file is one document, this one has several.", "Join them.");
  const root = reader.object(document.value, "", KEYS);
  const features = reader.object(root.features, "features", ["eventing", "serving"]);
  const settings: Settings = {
    knative: reader.version(root.knative),
    profile: reader.oneOf(root.profile, "profile", ["dev", "production"]) ?? DEFAULT_SETTINGS.profile,
    eventingFeatures: reader.flags(features.eventing, "features.eventing", EVENTING_FLAGS, isEventingFlag),
    servingFeatures: reader.flags(features.serving, "features.serving", SERVING_FLAGS, () => false),
    clusterDomain: reader.text(root.clusterDomain, "clusterDomain") ?? DEFAULT_SETTINGS.clusterDomain,
    rules: reader.rules(root.rules),
    contracts: reader.contracts(root.contracts),
  };
  return { settings, diagnostics: reader.diagnostics };
}

const KEYS = ["knative", "profile", "features", "clusterDomain", "rules", "contracts"];

type Fields = Readonly<Record<string, unknown>>;

/** Reads fields and collects faults with their places. */
class Reader {
  public readonly diagnostics: Diagnostic[];
  private readonly placeOf: ReturnType<typeof fieldPlaces>;
  private readonly document: ParsedDocument;

  public constructor(file: string, text: string, document: ParsedDocument, diagnostics: Diagnostic[]) {
    this.diagnostics = diagnostics;
    this.placeOf = fieldPlaces({ path: file, text }, document, []);
    this.document = document;
  }

  public fault(field: string, message: string, mend: string): void {
    const at = this.placeOf(field);
    this.diagnostics.push({
      code: "invalid-settings",
      severity: "error",
      at,
      ...(field === "" ? {} : { field }),
      message,
      mend,
    });
  }

  /** A mapping; keys outside `known` are faults, with a near one named. */
  public object(value: unknown, field: string, known?: readonly string[]): Fields {
    if (value === undefined || value === null) return {};
    if (!isObject(value)) {
      this.fault(field, `${field === "" ? "The file" : field} is not a mapping.`, "Write keys and values.");
      return {};
    }
    for (const key of known === undefined ? [] : Object.keys(value)) {
      if (known === undefined || known.includes(key)) continue;
      const at = field === "" ? key : `${field}.${key}`;
      this.fault(
        at,
        `${JSON.stringify(key)} is no setting.`,
        didYouMean(key, known) ?? `Known are ${known.join(", ")}.`,
      );
    }
    return value;
  }

  public text(value: unknown, field: string): string | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value === "string" && value !== "") return value;
    this.fault(field, `${field} is ${JSON.stringify(value)}, but must be text.`, "Write it in quotes.");
    return undefined;
  }

  /** As it stands in the file: `1.20` would be the number 1.2. */
  public version(value: unknown): string {
    if (value === undefined || value === null) return DEFAULT_SETTINGS.knative;
    const node: unknown = this.document.tree.get("knative", true);
    const text = isScalarNode(node) ? node.source : String(value);
    if (/^\d+\.\d+$/.test(text)) return text;
    this.fault("knative", `knative is ${JSON.stringify(text)}, which is no version.`, 'Write it like "1.23".');
    return DEFAULT_SETTINGS.knative;
  }

  public oneOf<T extends string>(value: unknown, field: string, allowed: readonly T[]): T | undefined {
    if (value === undefined || value === null) return undefined;
    const found = allowed.find((item) => item === value);
    if (found === undefined) {
      this.fault(field, `${field} is ${JSON.stringify(value)}.`, `Write ${allowed.join(" or ")}.`);
    }
    return found;
  }

  public flags(
    value: unknown,
    field: string,
    known: readonly string[],
    isKnown: (flag: string) => boolean,
  ): Readonly<Record<string, string>> {
    const flags: Record<string, string> = {};
    for (const [flag, setting] of Object.entries(this.object(value, field))) {
      const at = `${field}.${flag}`;
      if (!known.includes(flag) && !isKnown(flag)) {
        this.fault(
          at,
          `${JSON.stringify(flag)} is no flag of config-features.`,
          didYouMean(flag, known) ?? "Remove it.",
        );
      } else if (typeof setting !== "string") {
        this.fault(at, `${flag} is ${JSON.stringify(setting)}.`, "Write enabled, allowed or disabled.");
      } else flags[flag] = known.includes(flag) && ISO_FLAGS.includes(flag) ? setting : setting.toLowerCase();
    }
    return flags;
  }

  public rules(value: unknown): Readonly<Record<string, Severity | "off">> {
    const rules: Record<string, Severity | "off"> = {};
    for (const [rule, severity] of Object.entries(this.object(value, "rules"))) {
      // YAML reads a bare `off` as false.
      const given = severity === false ? "off" : severity;
      const found = this.oneOf(given, `rules.${rule}`, ["error", "warning", "off"] as const);
      if (found !== undefined) rules[rule] = found;
    }
    return rules;
  }

  public contracts(value: unknown): Readonly<Record<string, StatedContracts>> {
    const contracts: Record<string, StatedContracts> = {};
    for (const [key, stated] of Object.entries(this.object(value, "contracts"))) {
      const field = `contracts.${key}`;
      if (key.split("/").length !== 4) {
        this.fault(field, `${JSON.stringify(key)} names no object.`, "Write it as group/Kind/namespace/name.");
        continue;
      }
      const fields = this.object(stated, field, ["accepts", "replies", "emits"]);
      const [accepts, replies, emits] = ["accepts", "replies", "emits"].map((name) =>
        this.names(fields[name], `${field}.${name}`),
      );
      contracts[key] = {
        ...(accepts === undefined ? {} : { accepts }),
        ...(replies === undefined ? {} : { replies }),
        ...(emits === undefined ? {} : { emits }),
      };
    }
    return contracts;
  }

  private names(value: unknown, field: string): readonly string[] | undefined {
    if (value === undefined || value === null) return undefined;
    if (Array.isArray(value) && value.every((name) => typeof name === "string" && name !== "")) return value;
    this.fault(field, `${field} is ${JSON.stringify(value)}.`, "Write a list of contract names.");
    return undefined;
  }
}

/** Flags whose value is no switch and keeps its case. */
const ISO_FLAGS = ["requestreply-default-timeout", "oidc-discovery-base-url"];

function isScalarNode(node: unknown): node is { readonly source: string } {
  return isObject(node) && typeof node.source === "string";
}
