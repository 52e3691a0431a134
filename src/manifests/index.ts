export { type Admission, admit, admitAndStore } from "./admission/admit.ts";
export { admitUpdates } from "./admission/updates.ts";
export {
  ACCEPTS,
  ACKNOWLEDGES,
  contractName,
  DISCARDS,
  EMITS,
  EXTERNAL,
  type ExternalDeclaration,
  parseContractNames,
  REPLIES,
  WRITES_TO,
} from "./annotations.ts";
export { applyDefaults } from "./defaults/apply-defaults.ts";
export {
  groupOf,
  type LocalService,
  type Manifest,
  namespaceOf,
  type ObjectMeta,
  objectKey,
  objectRef,
  type SourcedManifest,
} from "./manifest.ts";
export { childName } from "./names/child-name.ts";
export { type ParsedSettings, parseSettings } from "./parse-settings.ts";
export { type ReadManifests, readManifests, type SourceFile } from "./read/read-manifests.ts";
export { parseCron, type Schedule, type ScheduleFault } from "./schedule/cron.ts";
export { nextFire } from "./schedule/next-fire.ts";
export { DEFAULT_SETTINGS, type Settings, type StatedContracts } from "./settings.ts";
