import { mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { STATE_FILE, watchedFolder } from "../../../src/processing/adapters/watched-folder.ts";
import { freshFolder } from "./folders.ts";

test("lists files in folders, and neither work in progress nor its own memory", async () => {
  const folder = freshFolder();
  mkdirSync(join(folder, "deep/er"), { recursive: true });
  for (const name of ["a.png", "deep/er/b.png", ".hidden", "c.tmp", "d.part", "e~", "deep/.x.png.tmp"]) {
    writeFileSync(join(folder, name), name);
  }
  symlinkSync("/etc/passwd", join(folder, "link"));
  const store = watchedFolder(folder);
  await store.save(new Map([["a.png", { fingerprint: "f", generation: 1 }]]));
  expect(new Map((await store.list()).map(({ name, size }) => [name, size]))).toEqual(
    new Map([
      ["a.png", 5],
      ["deep/er/b.png", 13],
    ]),
  );
});

test("a file that takes another's place has another fingerprint, even of the same size", async () => {
  const folder = freshFolder();
  const store = watchedFolder(folder);
  const look = async () => (await store.list())[0]?.fingerprint;
  writeFileSync(join(folder, "a.png"), "old");
  const before = await look();
  expect(await look()).toBe(before);
  writeFileSync(join(folder, ".a.png.tmp"), "new");
  renameSync(join(folder, ".a.png.tmp"), join(folder, "a.png"));
  expect(await look()).not.toBe(before);
});

test("remembers what was announced, in the folder or where it is told", async () => {
  const folder = freshFolder();
  const announced = new Map([["a.png", { fingerprint: "f", generation: 7 }]]);
  for (const file of [undefined, join(freshFolder(), "made/state.json")]) {
    expect(await watchedFolder(folder, file).load()).toEqual(new Map());
    await watchedFolder(folder, file).save(announced);
    expect(await watchedFolder(folder, file).load()).toEqual(announced);
  }
});

test("makes the folder of a bucket that nobody wrote to yet", async () => {
  const folder = join(freshFolder(), "not/yet");
  expect(await watchedFolder(folder).load()).toEqual(new Map());
  expect(await watchedFolder(folder).list()).toEqual([]);
});

test.each(["{", '{"version":2}', '{"version":1,"objects":{"a":{}}}'])(
  "memory that holds %j is not guessed",
  async (text) => {
    const folder = freshFolder();
    mkdirSync(join(folder, ".sluice"));
    writeFileSync(join(folder, STATE_FILE), text);
    await expect(watchedFolder(folder).load()).rejects.toMatchObject({
      problems: [
        `${join(folder, STATE_FILE)} is not what a watcher wrote. Remove it to announce every object again, or put back a copy.`,
      ],
    });
  },
);
