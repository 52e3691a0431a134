import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { FinalError, RetriableError } from "../../events/handler-errors.ts";
import { contentTypeOf } from "../content-type.ts";
import type { Bucket } from "../ports.ts";
import { isTemporaryName, publishFile, storageError } from "./files.ts";

/** A folder as a bucket: objects are files, `/` in a name makes folders, content types follow from the names' endings. */
export function folderBucket(name: string, folder: string): Bucket {
  return {
    name,
    put: async ({ name: object, bytes }) =>
      publishFile(objectPath(folder, object), (temporary) => writeFile(temporary, bytes)),
    get: async (object, { maxBytes }) => {
      const path = objectPath(folder, object);
      const bytes = await read(path, object, name, maxBytes);
      return { name: object, contentType: contentTypeOf(object), bytes };
    },
  };
}

async function read(path: string, object: string, bucket: string, maxBytes: number): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) {
      throw new FinalError(`The object ${object} has ${size} bytes, more than the ${maxBytes} that are read.`);
    }
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      throw new RetriableError(`The bucket ${bucket} holds no object ${object}.`, { status: 404, cause: error });
    }
    throw storageError(error, path);
  }
}

/** @throws FinalError for a name that would leave the folder, or that the folder's watcher takes for unfinished work */
function objectPath(folder: string, object: string): string {
  const parts = object.split("/");
  const bad = parts.some((part) => part === "" || part.includes("\\") || part.includes("\0") || isTemporaryName(part));
  if (bad) {
    throw new FinalError(
      `${JSON.stringify(object)} cannot name an object: no part may be empty, start with ".", end in ".tmp", ".part" or "~", or hold a backslash.`,
    );
  }
  return join(folder, ...parts);
}
