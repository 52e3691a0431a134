import { checkApp } from "../../../src/checks/index.ts";
import type { Diagnostic } from "../../../src/diagnostics/index.ts";
import { parseAppFile } from "../../../src/manifests/app-file.ts";
import type { RuleEntry, RuleExample } from "../../../src/manifests/catalogue/index.ts";
import {
  admit,
  admitUpdates,
  DEFAULT_SETTINGS,
  parseSettings,
  type ReadManifests,
  readManifests,
  type Settings,
} from "../../../src/manifests/index.ts";
import { upgradeFiles } from "../../../src/manifests/upgrade/index.ts";

/** Everything that is found in one text of an example. */
export function found(entry: RuleEntry, example: RuleExample, text: string): readonly Diagnostic[] {
  const settings = settingsOf(example.settings);
  const read = readManifests([{ path: "app.yaml", text }]);
  switch (entry.of ?? "objects") {
    case "objects":
      return [...read.diagnostics, ...admit(read.manifests, settings), ...changes(example, read, settings)];
    case "app":
      return [...read.diagnostics, ...checkApp(read.manifests, settings).diagnostics];
    case "settings":
      return parseSettings(text, "sluice.yaml").diagnostics;
    case "upgrade":
      return upgradeFiles([{ path: "app.yaml", text }], settings).flatMap(({ diagnostics }) => diagnostics);
    case "app-file":
      return parseAppFile(text, ".sluice/app.json").diagnostics;
  }
}

function settingsOf(text: string | undefined): Settings {
  if (text === undefined) return DEFAULT_SETTINGS;
  const { settings, diagnostics } = parseSettings(text, "sluice.yaml");
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  return settings;
}

function changes({ before }: RuleExample, now: ReadManifests, settings: Settings): readonly Diagnostic[] {
  if (before === undefined) return [];
  const old = readManifests([{ path: "before.yaml", text: before }]);
  return [
    ...old.diagnostics,
    ...admit(old.manifests, settings),
    ...admitUpdates(old.manifests, now.manifests, settings),
  ];
}
