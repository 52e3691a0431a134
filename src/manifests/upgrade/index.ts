export {
  type UpgradeChange,
  type UpgradedFile,
  type UpgradedManifest,
  upgradeFiles,
  upgradeManifest,
} from "./upgrade-files.ts";
