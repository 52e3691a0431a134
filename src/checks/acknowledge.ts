import { type Diagnostic, didYouMean, type Severity } from "../diagnostics/index.ts";
import { ACKNOWLEDGES } from "../manifests/annotations.ts";
import { type Manifest, objectKey, objectRef, type SourcedManifest } from "../manifests/manifest.ts";
import type { Acknowledgement, Settings } from "../manifests/settings.ts";

/** A finding that somebody knows of and lives with, and why. */
export interface Acknowledged {
  readonly finding: Diagnostic;
  readonly reason: string;
}

/** Findings, parted by whether somebody has acknowledged them. */
export interface Parted {
  /** Those that nobody acknowledged, and what is wrong with acknowledgements themselves. */
  readonly open: readonly Diagnostic[];
  readonly acknowledged: readonly Acknowledged[];
}

/**
 * Takes out the findings that are acknowledged by rule and object, in the annotation `sluice.dev/acknowledges` or in
 * `sluice.yaml`. One that no longer matches anything is a finding itself: what it excused is mended, or has moved.
 */
export function partAcknowledged(
  findings: readonly Diagnostic[],
  manifests: readonly SourcedManifest[],
  settings: Settings,
): Parted {
  const { stated, faults } = readAcknowledgements(manifests, settings);
  if (stated.length === 0) return { open: [...findings, ...faults], acknowledged: [] };
  const byKey = new Map<string, Stated[]>();
  for (const one of stated) push(byKey, `${one.rule} ${one.object}`, one);
  const open: Diagnostic[] = [];
  const acknowledged: Acknowledged[] = [];
  const used = new Set<string>();
  for (const finding of findings) {
    const key = finding.object === undefined ? undefined : `${finding.code} ${objectKey(finding.object)}`;
    const match = byKey.get(key ?? "")?.find((one) => covers(one, finding));
    if (match === undefined) open.push(finding);
    else {
      used.add(match.group);
      acknowledged.push({ finding, reason: match.reason });
    }
  }
  const severity = settings.rules["stale-acknowledgement"] ?? STALE[settings.profile];
  if (severity !== "off") open.push(...staleFindings(stated, used, findings, settings, severity));
  return { open: [...open, ...faults], acknowledged };
}

const STALE = { dev: "warning", production: "error" } as const;
const SHAPE =
  'Write a JSON list such as [{"rule":"no-failure-path","reason":"Lost clicks cost nothing."}]; "field" may narrow it.';

/** One acknowledgement, wherever it stands. */
interface Stated extends Acknowledgement {
  /** Those that were stated together for several objects: one match is enough for all. */
  readonly group: string;
  readonly at: Pick<Diagnostic, "at" | "object" | "field">;
}

function readAcknowledgements(
  manifests: readonly SourcedManifest[],
  settings: Settings,
): { readonly stated: readonly Stated[]; readonly faults: readonly Diagnostic[] } {
  const stated: Stated[] = [];
  const faults: Diagnostic[] = [];
  for (const sourced of manifests) {
    const text = annotationOf(sourced.manifest);
    if (text === undefined) continue;
    const field = `metadata.annotations[${ACKNOWLEDGES}]`;
    const object = objectRef(sourced.manifest);
    const at = { at: sourced.placeOf(field), object, field };
    const key = objectKey(object);
    for (const [index, item] of parseList(text).entries()) {
      if (typeof item === "string") {
        faults.push({ ...at, code: "invalid-acknowledgement", severity: "error", message: item, mend: SHAPE });
        continue;
      }
      stated.push({ ...item, object: key, at, group: item.scope ?? `${key} ${index}` });
    }
  }
  for (const [index, one] of settings.acknowledgements.entries()) {
    stated.push({ ...one, group: `sluice.yaml ${index}`, at: { at: one.place ?? { file: "sluice.yaml" } } });
  }
  return { stated, faults };
}

function annotationOf(manifest: Manifest): string | undefined {
  const annotations: unknown = manifest.metadata.annotations;
  if (typeof annotations !== "object" || annotations === null || !Object.hasOwn(annotations, ACKNOWLEDGES)) {
    return undefined;
  }
  const text: unknown = Reflect.get(annotations, ACKNOWLEDGES);
  // Admission says that an annotation has to be a text.
  return typeof text === "string" ? text : undefined;
}

type Item = { readonly rule: string; readonly reason: string; readonly field?: string; readonly scope?: string };

/** The items of an annotation; a text is what is wrong with one. */
function parseList(text: string): readonly (Item | string)[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [`The annotation ${ACKNOWLEDGES} is not JSON: ${JSON.stringify(shortened(text))}.`];
  }
  if (!Array.isArray(value))
    return [`The annotation ${ACKNOWLEDGES} is not a list: ${JSON.stringify(shortened(text))}.`];
  return value.map(toItem);
}

function toItem(value: unknown): Item | string {
  const rule = textIn(value, "rule");
  const reason = textIn(value, "reason");
  const field = textIn(value, "field");
  const scope = textIn(value, "scope");
  if (rule === undefined) return `An acknowledgement names no rule: ${shortened(JSON.stringify(value) ?? "")}.`;
  if (reason === undefined) return `The acknowledgement of "${rule}" gives no reason.`;
  return { rule, reason, ...(field === undefined ? {} : { field }), ...(scope === undefined ? {} : { scope }) };
}

function textIn(value: unknown, key: string): string | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  const text: unknown = Reflect.get(value, key);
  return typeof text === "string" && text.trim() !== "" ? text : undefined;
}

function covers({ field }: Stated, finding: Diagnostic): boolean {
  return field === undefined || field === finding.field;
}

function* staleFindings(
  stated: readonly Stated[],
  used: ReadonlySet<string>,
  findings: readonly Diagnostic[],
  settings: Settings,
  severity: Severity,
): Iterable<Diagnostic> {
  const told = new Set<string>();
  for (const one of stated) {
    // What is switched off is not looked for, so nothing shows that it has gone.
    if (used.has(one.group) || told.has(one.group) || settings.rules[one.rule] === "off") continue;
    told.add(one.group);
    const here = findings.filter(({ object }) => object !== undefined && objectKey(object) === one.object);
    const near = didYouMean(
      one.rule,
      here.map(({ code }) => code),
    );
    yield {
      ...one.at,
      code: "stale-acknowledgement",
      severity,
      message: `"${one.rule}" is acknowledged for ${shown(one)}, and there is no such finding.`,
      mend: near ?? "Remove the acknowledgement, or put it on the object that the finding names.",
      notes: [`Its reason was: ${one.reason}`],
    };
  }
}

function shown({ object, field }: Stated): string {
  return field === undefined ? object : `${field} of ${object}`;
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
