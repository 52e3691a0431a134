import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { ConfigurationError } from "../../../service/configuration-error.ts";

/** Fonts for charts: what the pictures name, and the files that hold it. */
export interface ChartFonts {
  readonly family: string;
  /** Absolute paths of TrueType files: regular and bold. */
  readonly files: readonly string[];
}

const PACKAGE = "@expo-google-fonts/inter";
const FILES = ["400Regular/Inter_400Regular.ttf", "700Bold/Inter_700Bold.ttf"];

/**
 * Inter, from an npm package: the fonts of the machine are never used, because a stock Node image has none and two
 * machines would draw two pictures.
 *
 * @throws ConfigurationError naming the line that installs it
 */
export function interFonts(): ChartFonts {
  const here = createRequire(import.meta.url);
  try {
    return { family: "Inter", files: FILES.map((file) => here.resolve(`${PACKAGE}/${file}`)) };
  } catch {
    throw new ConfigurationError([`The font package ${PACKAGE} is not installed. Run: npm install ${PACKAGE}`]);
  }
}

/** Fonts given by path instead. @throws ConfigurationError naming every file that is not there */
export function fontFiles(family: string, files: readonly string[]): ChartFonts {
  const missing = files.filter((file) => !existsSync(file));
  if (missing.length > 0) throw new ConfigurationError(missing.map((file) => `The font file ${file} is not there.`));
  return { family, files };
}
