import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from "yaml";
import { type Diagnostic, didYouMean, type Place, type Severity } from "../diagnostics/index.ts";
import { EVENTING_FLAGS, isEventingFlag, SERVING_FLAGS } from "./admission/features.ts";
import { SERVING_CONFIG_KEYS, servingConfigFault } from "./serving-config.ts";
import { MAX_DEPTH, tooDeepAt } from "./read/compose.ts";
import { type Acknowledgement, DEFAULT_SETTINGS, type Settings, type StatedContracts } from "./settings.ts";

/** Settings, and what was wrong with their file; whatever could not be read is as Knative ships it. */
export interface ParsedSettings {
  readonly settings: Settings;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads `sluice.yaml`. All keys are optional:
 *
 * ```yaml
 * knative: "1.23"            # the version manifests must suit
 * profile: production        # dev (default) or production: how grave findings are
 * clusterDomain: cluster.local
 * features:                  # Knative's own flags, as in its config-features ConfigMaps
 *   eventing: { delivery-retryafter: enabled }
 *   serving: { kubernetes.podspec-persistent-volume-claim: enabled }
 * configMaps:                # the rest of Serving's configuration, as in its ConfigMaps
 *   serving:
 *     config-defaults: { max-revision-timeout-seconds: "1200" }
 *     config-autoscaler: { max-scale-limit: "50" }
 * rules: { no-failure-path: warning, event-loop: "off" }
 * contracts:                 # for objects one may not annotate
 *   serving.knative.dev/Service/shop/pay: { accepts: [dev.orders.paid], replies: [] }
 * acknowledge:               # findings that are known and lived with, by rule and object, with a reason
 *   - { rule: no-failure-path, object: eventing.knative.dev/Broker/shop/clicks, reason: Lost clicks cost nothing. }
 * ```
 */
export function parseSettings(text: string, file: string): ParsedSettings {
  const reader = new SettingsReader(text, file);
  return { settings: reader.settings(), diagnostics: reader.diagnostics };
}

/** Largest text that is read, in UTF-16 units. */
const MAX_TEXT = 1_000_000;
/** Unknown keys of one mapping that are told one by one. */
const MAX_UNKNOWN = 20;

/** Flags whose value is a text of its own. */
const TEXT_FLAGS = new Set(["requestreply-default-timeout", "oidc-discovery-base-url"]);

/** Readers of one key each; what they return is laid over the defaults. */
type KeyReader = (node: Node | null, path: string) => Partial<Settings>;

class SettingsReader {
  public readonly diagnostics: Diagnostic[] = [];
  private readonly lines = new LineCounter();
  private readonly text: string;
  private readonly file: string;

  public constructor(text: string, file: string) {
    this.text = text;
    this.file = file;
  }

  public settings(): Settings {
    if (this.isRefused()) return DEFAULT_SETTINGS;
    // Repeated keys are told by `entries`: the parser compares every key with every other.
    const document = parseDocument(this.text, { lineCounter: this.lines, logLevel: "error", uniqueKeys: false });
    for (const error of document.errors) {
      this.fault(
        "settings-syntax",
        error.pos[0],
        undefined,
        `${this.file} is no YAML: ${firstLine(error.message)}.`,
        "Mend the syntax at this place.",
      );
    }
    if (document.errors.length > 0 || document.contents === null) return DEFAULT_SETTINGS;
    const keys: Readonly<Record<string, KeyReader>> = {
      knative: (node, path) => only("knative", this.matching(node, path, /^1\.\d{1,3}$/, 'a version such as "1.23"')),
      profile: (node, path) => only("profile", this.oneOf(node, path, ["dev", "production"] as const)),
      clusterDomain: (node, path) =>
        only(
          "clusterDomain",
          this.matching(node, path, /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, "a domain such as cluster.local"),
        ),
      features: (node, path) => this.features(node, path),
      configMaps: (node, path) => this.configMaps(node, path),
      rules: (node, path) => ({ rules: this.rules(node, path) }),
      contracts: (node, path) => ({ contracts: this.contracts(node, path) }),
      acknowledge: (node, path) => ({ acknowledgements: this.acknowledgements(node, path) }),
    };
    let settings: Settings = DEFAULT_SETTINGS;
    for (const { name, value, key } of this.entries(document.contents, "", Object.keys(keys))) {
      settings = { ...settings, ...keys[name]?.(value, key) };
    }
    return settings;
  }

  /** Texts whose parsing would take too long, or more stack than there is. */
  private isRefused(): boolean {
    if (this.text.length > MAX_TEXT) {
      this.fault(
        "settings-syntax",
        undefined,
        undefined,
        `${this.file} has ${this.text.length} characters; at most ${MAX_TEXT} are read.`,
        "Leave out what is no setting.",
      );
      return true;
    }
    if (tooDeepAt(this.text) === undefined) return false;
    this.fault(
      "settings-syntax",
      undefined,
      undefined,
      `${this.file} is nested deeper than ${MAX_DEPTH} levels.`,
      "No setting needs that: look for an unclosed bracket or quote.",
    );
    return true;
  }

  private features(node: Node | null, path: string): Partial<Settings> {
    let found: Partial<Settings> = {};
    for (const { name, value, key } of this.entries(node, path, ["eventing", "serving"])) {
      const flags = this.flags(value, key, name === "eventing" ? EVENTING_FLAGS : SERVING_FLAGS);
      found = { ...found, ...(name === "eventing" ? { eventingFeatures: flags } : { servingFeatures: flags }) };
    }
    return found;
  }

  /** Flags compare without letter case (eventing.md §12.1, serving.md §3.4), but for those that hold a text. */
  private flags(node: Node | null, path: string, known: readonly string[]): Readonly<Record<string, string>> {
    const result: Record<string, string> = {};
    for (const { name, value, key } of this.entries(node, path)) {
      if (!known.includes(name) && !isEventingFlag(name)) {
        const mend = didYouMean(name, known) ?? "Look it up in Knative's ConfigMap config-features.";
        this.fault(
          "unknown-feature",
          startOf(value),
          key,
          `"${name}" is no feature flag that Sluice knows.`,
          mend,
          "warning",
        );
      }
      const text = this.matching(value, key, /^\S(.*\S)?$/, "a value such as enabled");
      if (text !== undefined) result[name] = TEXT_FLAGS.has(name) ? text : text.toLowerCase();
    }
    return result;
  }

  /** Of Serving's ConfigMaps those keys that a rule or a default depends on (serving.md §2, §4). */
  private configMaps(node: Node | null, path: string): Partial<Settings> {
    let found: Settings["servingConfigMaps"] = {};
    for (const { value, key } of this.entries(node, path, ["serving"])) {
      for (const map of this.entries(value, key, Object.keys(SERVING_CONFIG_KEYS))) {
        const known = Object.keys(SERVING_CONFIG_KEYS[map.name] ?? {});
        const texts: Record<string, string> = {};
        for (const entry of this.entries(map.value, map.key, known)) {
          const text = this.matching(entry.value, entry.key, /\S/, "a text");
          if (text === undefined) continue;
          const expected = servingConfigFault(map.name, entry.name, text);
          if (expected === undefined) texts[entry.name] = text;
          else this.wrong(entry.value, entry.key, expected);
        }
        found = { ...found, [map.name]: texts };
      }
    }
    return { servingConfigMaps: found };
  }

  private rules(node: Node | null, path: string): Settings["rules"] {
    const result: Record<string, Severity | "off"> = {};
    for (const { name, value, key } of this.entries(node, path)) {
      // Unquoted `off` is false in older YAML, and people write it.
      const isOff = isScalar(value) && value.value === false;
      const severity = isOff ? "off" : this.oneOf(value, key, ["error", "warning", "off"] as const);
      if (severity !== undefined) result[name] = severity;
    }
    return result;
  }

  private contracts(node: Node | null, path: string): Settings["contracts"] {
    const result: Record<string, StatedContracts> = {};
    for (const { name, value, key } of this.entries(node, path)) {
      let stated: StatedContracts = {};
      for (const part of this.entries(value, key, ["accepts", "replies", "emits"])) {
        const names = this.names(part.value, part.key);
        if (names !== undefined) stated = { ...stated, [part.name]: names };
      }
      result[name] = stated;
    }
    return result;
  }

  private acknowledgements(node: Node | null, path: string): readonly Acknowledgement[] {
    if (!isSeq(node)) {
      this.wrong(node, path, "a list of { rule, object, reason }");
      return [];
    }
    return node.items.flatMap((item, index) => {
      const at = `${path}[${index}]`;
      const texts: Record<string, string> = {};
      for (const { name, value, key } of this.entries(item as Node, at, ["rule", "object", "field", "reason"])) {
        const text = this.matching(value, key, /\S/, "a text");
        if (text !== undefined) texts[name] = text;
      }
      const { rule, object, field, reason } = texts;
      if (rule === undefined || object === undefined || reason === undefined) {
        if (isMap(item)) this.wrong(item, at, "rule, object and reason, each as a text");
        return [];
      }
      const place = this.placeAt(startOf(item));
      return [{ rule, object, ...(field === undefined ? {} : { field }), reason, place }];
    });
  }

  private names(node: Node | null, path: string): readonly string[] | undefined {
    if (!isSeq(node)) {
      this.wrong(node, path, "a list of event types");
      return undefined;
    }
    return node.items.flatMap((item) => {
      if (isScalar(item) && typeof item.value === "string") return [item.value];
      this.wrong(item as Node, path, "a list of event types");
      return [];
    });
  }

  private matching(node: Node | null, path: string, pattern: RegExp, expected: string): string | undefined {
    // `knative: 1.23` is a number to YAML; its text is what was meant.
    const text = isScalar(node) ? (typeof node.value === "string" ? node.value : node.source) : undefined;
    if (text !== undefined && pattern.test(text)) return text;
    this.wrong(node, path, expected);
    return undefined;
  }

  private oneOf<T extends string>(node: Node | null, path: string, values: readonly T[]): T | undefined {
    const found = isScalar(node) ? values.find((value) => value === node.value) : undefined;
    if (found === undefined) this.wrong(node, path, values.join(" or "));
    return found;
  }

  /** The entries of a mapping; names that are not known are faults. */
  private entries(
    node: Node | null,
    path: string,
    known?: readonly string[],
  ): readonly { readonly name: string; readonly value: Node | null; readonly key: string }[] {
    if (node === null || (isScalar(node) && node.value === null)) return [];
    if (!isMap(node)) {
      this.wrong(node, path === "" ? this.file : path, "a mapping");
      return [];
    }
    const seen = new Set<string>();
    let unknown = 0;
    let firstUntold: number | undefined;
    const found = node.items.flatMap((pair: Pair) => {
      const name = isScalar(pair.key) ? String(pair.key.value) : "";
      const key = path === "" ? name : `${path}.${name}`;
      if (known !== undefined && !known.includes(name)) {
        unknown++;
        if (unknown > MAX_UNKNOWN) {
          firstUntold ??= startOf(pair.key);
          return [];
        }
        const mend = didYouMean(name, known) ?? `Known here: ${known.join(", ")}.`;
        this.fault("unknown-setting", startOf(pair.key), key, `"${key}" is no setting.`, mend);
        return [];
      }
      if (seen.has(name)) {
        const message = `"${key}" is written twice; the first one counts.`;
        this.fault(
          "settings-syntax",
          startOf(pair.key),
          key,
          message,
          "Remove one of the two, or join what they hold.",
        );
        return [];
      }
      seen.add(name);
      return [{ name, value: pair.value as Node | null, key }];
    });
    const untold = unknown - MAX_UNKNOWN;
    if (untold > 0 && known !== undefined) {
      const where = path === "" ? undefined : path;
      const message = `${untold} more ${untold === 1 ? "key is" : "keys are"} no setting.`;
      this.fault("unknown-setting", firstUntold, where, message, `Known here: ${known.join(", ")}.`);
    }
    return found;
  }

  private wrong(node: Node | null, path: string, expected: string): void {
    const value = node === null ? "null" : JSON.stringify(node.toJSON());
    const shown = value === undefined ? "nothing" : value.length > 80 ? `${value.slice(0, 80)}…` : value;
    this.fault("invalid-setting", startOf(node), path, `"${path}" cannot be ${shown}.`, `Write ${expected}.`);
  }

  private fault(
    code: string,
    offset: number | undefined,
    field: string | undefined,
    message: string,
    mend: string,
    severity: Severity = "error",
  ): void {
    this.diagnostics.push({
      code,
      severity,
      at: this.placeAt(offset),
      ...(field === undefined ? {} : { field }),
      message,
      mend,
    });
  }

  private placeAt(offset: number | undefined): Place {
    const at = offset === undefined ? undefined : this.lines.linePos(offset);
    return { file: this.file, ...(at === undefined ? {} : { line: at.line, column: at.col }) };
  }
}

function only<K extends keyof Settings>(key: K, value: Settings[K] | undefined): Partial<Settings> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Settings>);
}

function startOf(node: unknown): number | undefined {
  const range = typeof node === "object" && node !== null ? (node as Node).range : undefined;
  return range?.[0];
}

function firstLine(text: string): string {
  return (text.split("\n")[0] ?? text).replace(/ at line \d+, column \d+:?$/, "");
}
