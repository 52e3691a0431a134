import { resolve } from "node:path";
import { integer, readEnvironment, text } from "../../service/environment.ts";
import { fromEnvironment } from "../../service/from-environment.ts";
import { source } from "../../service/source.ts";
import { watchedFolder } from "../adapters/watched-folder.ts";
import { ObjectFinalized } from "../contracts.ts";
import { objectPattern } from "../object-pattern.ts";
import { watchBucket } from "../watch-bucket.ts";

/** The object store as a source: announces complete objects of a folder. Configured by its environment. */
export default fromEnvironment((environment) => {
  const settings = readEnvironment(environment, {
    SOURCE: text("the source's name", "object-store"),
    BUCKET: text("the bucket's name"),
    BUCKET_FOLDER: text("the folder that is the bucket"),
    ANNOUNCE: text("the objects that are announced, such as *.png", "*"),
    STATE_FILE: text("the file that remembers what was announced", ""),
    POLL_MS: integer("milliseconds between two looks", 250, { min: 10, max: 3_600_000 }),
  });
  const folder = resolve(settings.BUCKET_FOLDER);
  const store =
    settings.STATE_FILE === "" ? watchedFolder(folder) : watchedFolder(folder, resolve(settings.STATE_FILE));
  const watch = { bucket: settings.BUCKET, matches: objectPattern(settings.ANNOUNCE), pollMs: settings.POLL_MS };
  return source(settings.SOURCE, { emits: [ObjectFinalized], run: (context) => watchBucket(store, watch, context) });
});
