import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { z } from "zod";
import { ConfigurationError } from "../../service/configuration-error.ts";
import type { Announced, ListedObject, WatchedStore } from "../watch-bucket.ts";
import { isTemporaryName, publishFile, storageError } from "./files.ts";

/** Where the watcher remembers what it announced: hidden, so it is no object itself. */
export const STATE_FILE = ".sluice/announced.json";

const stateSchema = z.object({
  version: z.literal(1),
  objects: z.record(z.string(), z.object({ fingerprint: z.string(), generation: z.int() })),
});

/**
 * A folder that is watched. Looks are listings, because a folder that pods share over a network tells nobody of changes.
 *
 * @param stateFile absolute; must outlive the process, or everything is announced again
 */
export function watchedFolder(folder: string, stateFile: string = join(folder, STATE_FILE)): WatchedStore {
  return {
    list: () => list(folder),
    load: async () => {
      await makeFolder(folder);
      await makeFolder(dirname(stateFile));
      return load(stateFile);
    },
    save: (announced) =>
      publishFile(stateFile, (temporary) =>
        writeFile(temporary, JSON.stringify({ version: 1, objects: Object.fromEntries(announced) })),
      ),
  };
}

async function list(folder: string): Promise<readonly ListedObject[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw storageError(error, folder);
  });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((name) => !name.split("/").some(isTemporaryName));
  const objects = await Promise.all(names.map((name) => look(folder, name)));
  return objects.filter((object) => object !== undefined);
}

/** Undefined for a file that went between the listing and the look. */
async function look(folder: string, name: string): Promise<ListedObject | undefined> {
  try {
    const { size, mtimeNs, ino } = await stat(join(folder, name), { bigint: true });
    // A rename brings another inode even within one tick of the clock, writing in place another time or size.
    return {
      name,
      size: Number(size),
      writtenMicros: Number(mtimeNs / 1000n),
      fingerprint: `${mtimeNs}-${size}-${ino}`,
    };
  } catch {
    return undefined;
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    const known = storageError(error, folder);
    throw new ConfigurationError([known instanceof Error ? known.message : String(known)]);
  }
}

async function load(stateFile: string): Promise<ReadonlyMap<string, Announced>> {
  const text = await readFile(stateFile, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return new Map();
  const state = parsed(text);
  if (state !== undefined) return new Map(Object.entries(state.objects));
  // Guessing would lose or repeat events without a word; a person decides.
  throw new ConfigurationError([
    `${stateFile} is not what a watcher wrote. Remove it to announce every object again, or put back a copy.`,
  ]);
}

function parsed(text: string): z.infer<typeof stateSchema> | undefined {
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
