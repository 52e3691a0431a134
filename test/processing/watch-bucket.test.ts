import { describe, expect, test } from "vitest";
import type { DraftOf } from "../../src/events/contract.ts";
import type { ObjectFinalized } from "../../src/processing/contracts.ts";
import {
  type Announced,
  type ListedObject,
  type WatchedStore,
  watchBucket,
} from "../../src/processing/watch-bucket.ts";
import { SinkError } from "../../src/service/source.ts";

type Draft = DraftOf<typeof ObjectFinalized>;

/** A bucket in memory whose clock is the number of looks at it. */
class Bucket implements WatchedStore {
  public readonly objects = new Map<string, { readonly size: number; readonly writtenMicros: number }>();
  public saved: ReadonlyMap<string, Announced> = new Map();
  public saves = 0;
  public failing = false;

  public write(name: string, writtenMicros: number, size = 1): void {
    this.objects.set(name, { size, writtenMicros });
  }
  public list(): Promise<readonly ListedObject[]> {
    if (this.failing) return Promise.reject(new Error("the network share is away."));
    return Promise.resolve(
      [...this.objects].map(([name, object]) => ({
        name,
        ...object,
        fingerprint: `${object.writtenMicros}-${object.size}`,
      })),
    );
  }
  public load(): Promise<ReadonlyMap<string, Announced>> {
    return Promise.resolve(this.saved);
  }
  public save(announced: ReadonlyMap<string, Announced>): Promise<void> {
    this.saved = new Map(announced);
    this.saves += 1;
    return Promise.resolve();
  }
}

/** Looks so often; `before` runs before each look, `send` says what the sink does. */
async function watch(
  store: Bucket,
  looks: number,
  options: {
    readonly before?: (look: number) => void;
    readonly send?: (draft: Draft, attempt: number) => Promise<void>;
    readonly matches?: (name: string) => boolean;
  } = {},
) {
  const ending = new AbortController();
  const announced: string[] = [];
  const drafts: Draft[] = [];
  const waits: number[] = [];
  const told: string[] = [];
  let attempts = 0;
  options.before?.(0);
  await watchBucket(
    store,
    { bucket: "charts", matches: options.matches ?? (() => true), pollMs: 250 },
    {
      signal: ending.signal,
      now: () => 0,
      log: ({ severity, message }) => void (severity === "WARNING" && told.push(message)),
      send: async (draft) => {
        attempts += 1;
        await options.send?.(draft, attempts);
        announced.push(`${draft.data.name}@${draft.data.generation}`);
        drafts.push(draft);
      },
      sleep: (ms) => {
        waits.push(ms);
        if (waits.length === looks) ending.abort();
        else options.before?.(waits.length);
        return Promise.resolve();
      },
    },
  );
  return { announced, drafts, waits, told };
}

describe("an object", () => {
  test("is announced once, when a second look finds it unchanged, as Cloud Storage does", async () => {
    const store = new Bucket();
    store.write("a/chart.png", 1_700_000_000_000_123, 42);
    const { announced, drafts } = await watch(store, 5);
    expect(announced).toEqual(["a/chart.png@1700000000000123"]);
    expect(drafts[0]).toMatchObject({
      type: "google.cloud.storage.object.v1.finalized",
      source: "//storage.googleapis.com/projects/_/buckets/charts",
      subject: "objects/a/chart.png",
      data: {
        bucket: "charts",
        name: "a/chart.png",
        contentType: "image/png",
        size: "42",
        timeCreated: "2023-11-14T22:13:20.000Z",
        generation: "1700000000000123",
      },
    });
  });

  test("that still grows is not announced", async () => {
    const store = new Bucket();
    const { announced } = await watch(store, 6, {
      before: (look) => store.write("a.png", look < 4 ? 10 + look : 13, look < 4 ? look : 3),
    });
    expect(announced).toEqual(["a.png@13"]);
  });

  test("that is overwritten is announced again with a greater generation, even when the clock stood still", async () => {
    const store = new Bucket();
    const { announced } = await watch(store, 9, {
      before: (look) => store.write("a.png", look < 6 ? 10 : 5, look < 3 ? 1 : 2),
    });
    expect(announced).toEqual(["a.png@10", "a.png@11", "a.png@12"]);
  });

  test("that went and came back is announced again", async () => {
    const store = new Bucket();
    const { announced } = await watch(store, 9, {
      before: (look) =>
        look === 3 ? store.objects.delete("a.png") : look === 0 || look === 5 ? store.write("a.png", 10) : 0,
    });
    expect(announced).toEqual(["a.png@10", "a.png@10"]);
  });

  test("whose name does not match is never announced", async () => {
    const store = new Bucket();
    store.write("a.svg", 1);
    expect((await watch(store, 4, { matches: (name) => name.endsWith(".png") })).announced).toEqual([]);
  });
});

test("objects are announced in the order of writing", async () => {
  const store = new Bucket();
  for (const [name, at] of [
    ["c", 3],
    ["b", 1],
    ["a", 1],
  ] as const)
    store.write(name, at);
  expect((await watch(store, 2)).announced).toEqual(["a@1", "b@1", "c@3"]);
});

test("after a restart only what is new is announced", async () => {
  const store = new Bucket();
  store.write("old.png", 1);
  await watch(store, 3);
  store.write("new.png", 2);
  expect((await watch(store, 3)).announced).toEqual(["new.png@2"]);
});

describe("a sink that does not take an event", () => {
  test("loses nothing: it is tried again, later each time", async () => {
    const store = new Bucket();
    store.write("a.png", 1);
    const refusing = (_: Draft, attempt: number) =>
      attempt <= 3 ? Promise.reject(new SinkError("The sink is away.", 6, 503)) : Promise.resolve();
    const { announced, waits, told } = await watch(store, 6, { send: refusing });
    expect(announced).toEqual(["a.png@1"]);
    expect(waits).toEqual([250, 500, 1000, 2000, 250, 250]);
    expect(told[0]).toBe('"a.png" is not announced yet; it will be tried again. The sink is away.');
  });

  test("for what it is holds up no other", async () => {
    const store = new Bucket();
    store.write("bad.png", 1);
    store.write("good.png", 2);
    const { announced } = await watch(store, 3, {
      send: (draft) =>
        draft.data.name === "bad.png" ? Promise.reject(new SinkError("No.", 1, 400)) : Promise.resolve(),
    });
    expect(announced).toEqual(["good.png@2"]);
  });

  test("is remembered as having taken what it took before", async () => {
    const store = new Bucket();
    store.write("a.png", 1);
    store.write("b.png", 2);
    await watch(store, 2, {
      send: (draft) => (draft.data.name === "b.png" ? Promise.reject(new Error("cut")) : Promise.resolve()),
    });
    expect([...store.saved.keys()]).toEqual(["a.png"]);
    expect((await watch(store, 2)).announced).toEqual(["b.png@2"]);
  });
});

test("a folder that cannot be listed is tried again, and forgets nothing", async () => {
  const store = new Bucket();
  store.write("a.png", 1);
  const { announced, told } = await watch(store, 8, {
    before: (look) => {
      store.failing = look >= 3 && look < 5;
    },
  });
  expect(announced).toEqual(["a.png@1"]);
  expect(told[0]).toBe('The bucket "charts" cannot be watched just now. the network share is away.');
});

test("a killed process repeats at most fifty announcements", async () => {
  const store = new Bucket();
  for (let index = 0; index < 120; index += 1) store.write(`o${index}`, index);
  await watch(store, 2);
  expect(store.saves).toBe(3);
});
