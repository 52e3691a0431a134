import { randomBytes } from "node:crypto";
import { readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { CliError } from "./cli-error.ts";
import { EXIT } from "./exit-codes.ts";

/**
 * Replaces a text file by another text: a reader sees the old bytes or the new ones, never a part.
 *
 * - The mode stays; of a symbolic link the file it leads to is replaced, and the link stays.
 * - Nothing is written when the file no longer holds `before`: somebody changed it, or it is no UTF-8.
 *
 * @throws {@link CliError} exit code 2 when the file is not what was read
 */
export function replaceFile(path: string, before: string, after: string): void {
  const target = realpathSync(path);
  if (!readFileSync(target).equals(Buffer.from(before, "utf8"))) {
    throw new CliError(
      EXIT.usage,
      `"${path}" is not written: it is no UTF-8, or it was changed while sluice read it.`,
      {
        mend: "Save it as UTF-8, and run the command again.",
      },
    );
  }
  const { mode } = statSync(target);
  // In the same folder, because a rename does not reach over file systems.
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString("hex")}`);
  try {
    writeFileSync(temporary, after, { mode, flag: "wx" });
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * Makes sure that a file holds a text, byte for byte, so that replacing it loses nothing.
 *
 * @throws {@link CliError} exit code 2
 */
export function refuseUnlike(path: string, text: string): void {
  if (readFileSync(path).equals(Buffer.from(text, "utf8"))) return;
  const shown = relative(process.cwd(), path).split(sep).join("/");
  throw new CliError(EXIT.usage, `"${shown}" is not written: it is no UTF-8, or it was changed while sluice read it.`, {
    mend: "Save it as UTF-8, and run the command again.",
  });
}
