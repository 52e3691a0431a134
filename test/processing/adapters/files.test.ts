import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isTemporaryName, publishFile, storageError } from "../../../src/processing/adapters/files.ts";
import { freshFolder } from "./folders.ts";

describe("publishing a file", () => {
  test("makes its folders and leaves the whole file, and nothing else", async () => {
    const folder = freshFolder();
    const result = await publishFile(join(folder, "a/b.txt"), async (temporary) => {
      await writeFile(temporary, "content");
      return 7;
    });
    expect([result, readdirSync(join(folder, "a")), readFileSync(join(folder, "a/b.txt"), "utf8")]).toEqual([
      7,
      ["b.txt"],
      "content",
    ]);
  });

  test("works under a name that watchers ignore", async () => {
    const folder = freshFolder();
    let names: readonly string[] = [];
    await publishFile(join(folder, "b.txt"), async (temporary) => {
      await writeFile(temporary, "half");
      names = readdirSync(folder);
    });
    expect(names.map(isTemporaryName)).toEqual([true]);
  });

  test("that fails keeps the old file and leaves nothing half-written", async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, "b.txt"), "old");
    const failing = publishFile(join(folder, "b.txt"), async (temporary) => {
      await writeFile(temporary, "half");
      throw new Error("engine on fire");
    });
    await expect(failing).rejects.toThrow("engine on fire");
    expect([readdirSync(folder), readFileSync(join(folder, "b.txt"), "utf8")]).toEqual([["b.txt"], "old"]);
  });

  test("where a file stands in the folder's place is final", async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, "file"), "");
    await expect(publishFile(join(folder, "file/x.txt"), (path) => writeFile(path, ""))).rejects.toMatchObject({
      name: "FinalError",
      message: `${join(folder, "file")} is no folder that can be written (EEXIST). Name a folder.`,
    });
  });

  test("in a full folder is retriable, and leaves nothing half-written", async (context) => {
    const folder = join(freshFolder(), "full");
    mkdirSync(folder);
    if (!mountSmall(folder)) context.skip("file systems cannot be mounted here");
    try {
      const writing = publishFile(join(folder, "big"), (path) => writeFile(path, Buffer.alloc(1 << 20)));
      await expect(writing).rejects.toMatchObject({
        name: "RetriableError",
        status: 507,
        message: `No space is left in ${folder} (ENOSPC). Free some, or give the volume more.`,
      });
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      execFileSync("umount", [folder]);
    }
  });
});

test.each([
  ["ENOSPC", "RetriableError", 507],
  ["EDQUOT", "RetriableError", 507],
  ["EROFS", "FinalError", 422],
  ["EACCES", "FinalError", 422],
  ["ENOENT", "RetriableError", 503],
  ["EIO", "RetriableError", 503],
])("%s is a %s with status %i that names the folder", (code, name, status) => {
  const error = storageError(Object.assign(new Error("x"), { code }), "/data");
  expect(error).toMatchObject({ name, status, message: expect.stringContaining("/data") });
});

test("what no file system said passes unchanged", () => {
  const error = new Error("other");
  expect(storageError(error, "/data")).toBe(error);
});

/** A file system of 64 KiB, where this user may mount one. */
function mountSmall(folder: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
