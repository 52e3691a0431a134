import type { Log } from "../diagnostics/log.ts";
import { SinkError, type SourceContext } from "../service/source.ts";
import { contentTypeOf } from "./content-type.ts";
import { bucketSource, ObjectFinalized } from "./contracts.ts";

/** One object as its store shows it. */
export interface ListedObject {
  readonly name: string;
  readonly size: number;
  /** When its content was last written: microseconds since the epoch. */
  readonly writtenMicros: number;
  /** Differs whenever the content was written anew. */
  readonly fingerprint: string;
}

/** What was announced of one object. */
export interface Announced {
  readonly fingerprint: string;
  /** Grows with every announcement of the name. */
  readonly generation: number;
}

/** Where a watcher looks, and where it remembers. */
export interface WatchedStore {
  /** Every object whose name is not one of unfinished work. */
  list(): Promise<readonly ListedObject[]>;
  /** What was announced before; empty for a new store. */
  load(): Promise<ReadonlyMap<string, Announced>>;
  /** Keeps what was announced, all or nothing. */
  save(announced: ReadonlyMap<string, Announced>): Promise<void>;
}

/** How a bucket is watched. */
export interface WatchSettings {
  readonly bucket: string;
  /** Whether an object of this name is announced. */
  readonly matches: (name: string) => boolean;
  /** Pause between two looks. An object is complete when two looks in a row find it unchanged. */
  readonly pollMs: number;
}

/** Announcements between two saves: a killed process repeats at most so many. */
const SAVE_EVERY = 50;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Watches a bucket and announces complete objects, with these guarantees:
 * - an object is announced after its content stood still from one look to the next;
 * - every complete content is announced at least once, also what came while the watcher was down or the sink refused;
 * - none is announced again without a change, except the last few after a killed process;
 * - an overwritten object is announced again, with a greater generation.
 *
 * Runs until the context's signal aborts.
 */
export async function watchBucket(
  store: WatchedStore,
  settings: WatchSettings,
  context: SourceContext<typeof ObjectFinalized>,
): Promise<void> {
  const announced = new Map(await store.load());
  let seen: ReadonlyMap<string, string> = new Map();
  let failures = 0;
  while (!context.signal.aborted) {
    try {
      const objects = (await store.list()).filter((object) => settings.matches(object.name));
      await forgetGone(store, announced, objects);
      const complete = objects.filter((object) => seen.get(object.name) === object.fingerprint);
      seen = new Map(objects.map((object) => [object.name, object.fingerprint]));
      const all = await announce(
        complete.filter((object) => isNew(object, announced)),
        announced,
        store,
        settings,
        context,
      );
      failures = all ? 0 : failures + 1;
    } catch (error) {
      failures += 1;
      tellFailure(context.log, error, `The bucket "${settings.bucket}" cannot be watched just now.`);
    }
    await context.sleep(Math.min(settings.pollMs * 2 ** Math.min(failures, 20), LONGEST_PAUSE_MS));
  }
}

function isNew(object: ListedObject, announced: ReadonlyMap<string, Announced>): boolean {
  return announced.get(object.name)?.fingerprint !== object.fingerprint;
}

/** Announces in the order of writing; false when something is left for the next look. */
async function announce(
  objects: readonly ListedObject[],
  announced: Map<string, Announced>,
  store: WatchedStore,
  settings: WatchSettings,
  context: SourceContext<typeof ObjectFinalized>,
): Promise<boolean> {
  let unsaved = 0;
  let all = true;
  try {
    for (const object of [...objects].sort(byWriting)) {
      if (context.signal.aborted) return false;
      const generation = Math.max(object.writtenMicros, (announced.get(object.name)?.generation ?? 0) + 1);
      try {
        await context.send(draftOf(object, generation, settings.bucket));
      } catch (error) {
        all = false;
        if (context.signal.aborted) return false;
        tellFailure(context.log, error, `"${object.name}" is not announced yet; it will be tried again.`);
        // One event refused for what it is must not hold up the others; a sink that is away would refuse them all.
        if (SinkError.is(error) && error.status !== undefined && error.status < 500) continue;
        return false;
      }
      announced.set(object.name, { fingerprint: object.fingerprint, generation });
      context.log({ severity: "INFO", message: "Announced.", object: object.name, generation: String(generation) });
      unsaved += 1;
      if (unsaved % SAVE_EVERY === 0) await store.save(announced);
    }
    return all;
  } finally {
    if (unsaved > 0) await store.save(announced);
  }
}

/** An object that is gone is forgotten, so that it is announced when it comes back. */
async function forgetGone(
  store: WatchedStore,
  announced: Map<string, Announced>,
  objects: readonly ListedObject[],
): Promise<void> {
  const there = new Set(objects.map((object) => object.name));
  const gone = [...announced.keys()].filter((name) => !there.has(name));
  if (gone.length === 0) return;
  for (const name of gone) announced.delete(name);
  await store.save(announced);
}

function draftOf(object: ListedObject, generation: number, bucket: string) {
  return ObjectFinalized.create(
    {
      bucket,
      name: object.name,
      contentType: contentTypeOf(object.name),
      size: String(object.size),
      timeCreated: new Date(object.writtenMicros / 1000).toISOString(),
      generation: String(generation),
    },
    { source: bucketSource(bucket), subject: `objects/${object.name}` },
  );
}

function byWriting(a: ListedObject, b: ListedObject): number {
  return a.writtenMicros - b.writtenMicros || (a.name < b.name ? -1 : 1);
}

function tellFailure(log: Log, error: unknown, message: string): void {
  const reason = error instanceof Error ? error.message : String(error);
  log({ severity: "WARNING", message: `${message} ${reason}` });
}
