import type { Diagnostic } from "../../src/diagnostics/index.ts";
import {
  admit,
  applyDefaults,
  DEFAULT_SETTINGS,
  type Manifest,
  readManifests,
  type Settings,
} from "../../src/manifests/index.ts";

/** Findings about the objects in one YAML text; the text itself must be sound. */
export function admitYaml(text: string, settings: Partial<Settings> = {}): readonly Diagnostic[] {
  return admit(read(text), { ...DEFAULT_SETTINGS, ...settings });
}

/** What findings say, without the object they are about: code, field, message, mend. */
export function said(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ code, field, message, mend }) => `${code} ${field ?? ""}: ${message} ${mend ?? ""}`.trim());
}

/** The first object of a YAML text as the cluster stores it. */
export function defaultedYaml(text: string, settings: Partial<Settings> = {}): Manifest {
  const [first] = read(text);
  if (first === undefined) throw new Error("no object in the text");
  return applyDefaults(first.manifest, { ...DEFAULT_SETTINGS, ...settings });
}

function read(text: string): ReturnType<typeof readManifests>["manifests"] {
  const { manifests, diagnostics } = readManifests([{ path: "app.yaml", text }]);
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  return manifests;
}
