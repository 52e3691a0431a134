import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderBucket } from "../../../src/processing/adapters/folder-bucket.ts";
import { freshFolder } from "./folders.ts";

const bytes = Buffer.from("png");

test("stores, replaces and gives back objects, with the content type of their names", async () => {
  const folder = freshFolder();
  const bucket = folderBucket("charts", folder);
  await bucket.put({ name: "a/b.png", contentType: "image/png", bytes: Buffer.from("old") });
  await bucket.put({ name: "a/b.png", contentType: "image/png", bytes });
  expect(await bucket.get("a/b.png", { maxBytes: 10 })).toEqual({ name: "a/b.png", contentType: "image/png", bytes });
  expect(readdirSync(join(folder, "a"))).toEqual(["b.png"]);
});

test("an object that is not there may come later", async () => {
  const bucket = folderBucket("charts", freshFolder());
  await expect(bucket.get("b.png", { maxBytes: 10 })).rejects.toMatchObject({
    name: "RetriableError",
    status: 404,
    message: "The bucket charts holds no object b.png.",
  });
});

test("an object that is too large is refused before it is read", async () => {
  const bucket = folderBucket("charts", freshFolder());
  await bucket.put({ name: "b.png", contentType: "image/png", bytes });
  await expect(bucket.get("b.png", { maxBytes: 2 })).rejects.toMatchObject({
    name: "FinalError",
    message: "The object b.png has 3 bytes, more than the 2 that are read.",
  });
});

test.each(["../x", "/etc/passwd", "a//b", "", ".hidden", "a/.sluice/b", "a\\b", "a\0b", "b.tmp"])(
  "the name %j is refused",
  async (name) => {
    const bucket = folderBucket("charts", freshFolder());
    await expect(bucket.get(name, { maxBytes: 10 })).rejects.toMatchObject({ name: "FinalError" });
    await expect(bucket.put({ name, contentType: "", bytes })).rejects.toMatchObject({ name: "FinalError" });
  },
);
