import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { FinalError, RetriableError } from "../../events/handler-errors.ts";

/**
 * Writes a file that others may be reading or waiting for, with these guarantees:
 * - under its name stands the old content or the whole new one, never a part of it;
 * - what was written is on the disk before it gets its name;
 * - after a failure nothing is left behind, save after a killed process: then a hidden `.NAME.UUID.tmp`, which readers ignore.
 *
 * @throws RetriableError (507 when there is no space) or FinalError, naming the folder
 */
export async function publishFile<T>(path: string, write: (temporary: string) => Promise<T>): Promise<T> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    const result = await write(temporary);
    await flush(temporary);
    await rename(temporary, path);
    await flush(folder);
    return result;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw storageError(error, folder);
  }
}

/** Whether a file name is one that {@link publishFile} still works on, or hidden for another reason. */
export function isTemporaryName(name: string): boolean {
  return name.startsWith(".") || name.endsWith(".tmp") || name.endsWith(".part") || name.endsWith("~");
}

/** What a file system said, in words and with a status: whether another attempt may help. Other errors pass unchanged. */
export function storageError(error: unknown, folder: string): unknown {
  const code = codeOf(error);
  const options = { cause: error };
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      return new RetriableError(`No space is left in ${folder} (${code}). Free some, or give the volume more.`, {
        ...options,
        status: 507,
      });
    case "EROFS":
    case "EACCES":
    case "EPERM":
      return new FinalError(
        `${folder} cannot be written (${code}). Mount it writable for the user of this service.`,
        options,
      );
    case "ENOTDIR":
    case "EISDIR":
    case "EEXIST":
      return new FinalError(`${folder} is no folder that can be written (${code}). Name a folder.`, options);
    case "ENAMETOOLONG":
      return new FinalError(`A name in ${folder} is too long for its file system (${code}).`, options);
    case "ENOENT":
    case "EIO":
    case "ESTALE":
    case "EMFILE":
    case "ENFILE":
    case "EBUSY":
      return new RetriableError(`${folder} cannot be reached just now (${code}).`, options);
    default:
      return error;
  }
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
