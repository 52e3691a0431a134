import { isObject } from "../../is-object.ts";
import type { Report } from "../fault.ts";
import { type At, below } from "./at.ts";
import { checkMask } from "./mask.ts";
import { Say } from "./say.ts";
import { checkItems } from "./volume-items.ts";

type Fields = Readonly<Record<string, unknown>>;

const SOURCES = ["secret", "configMap", "serviceAccountToken", "downwardAPI"] as const;

const MASK = new Set<string>(SOURCES);

/** `revision-volume`: each projected source is one of four, with what it needs (VOL-4). */
export function checkProjected(projected: Fields, where: At, report: Report): void {
  const say = new Say("revision-volume", "VOL-4", report);
  const sources: readonly unknown[] = Array.isArray(projected.sources) ? projected.sources : [];
  sources.forEach((item, index) => {
    checkSource(isObject(item) ? item : {}, below(where, `.sources[${index}]`, `[${index}]`), say);
  });
}

function checkSource(source: Fields, where: At, say: Say): void {
  checkMask(source, MASK, where, "a projected volume", say);
  const given = SOURCES.filter((name) => source[name] !== undefined);
  if (given.length !== 1) {
    const none = given.length === 0;
    say.error(
      where,
      none ? "This source is empty." : `This source has ${given.join(" and ")}.`,
      `Write one of ${SOURCES.join(", ")}.`,
      {
        message: none ? "expected exactly one, got neither" : "expected exactly one, got both",
        paths: (none ? SOURCES : given).map((name) => `${where.printed}.${name}`),
      },
    );
  }
  for (const name of ["secret", "configMap"] as const) {
    const value = source[name];
    if (!isObject(value)) continue;
    const place = below(where, `.${name}`);
    if (typeof value.name !== "string" || value.name === "") {
      say.missing(below(place, ".name"), `This ${name} has no name.`, "Write its name.");
    }
    checkItems(value.items, below(place, ".items"), say);
  }
  const token = source.serviceAccountToken;
  if (isObject(token) && (typeof token.path !== "string" || token.path === "")) {
    say.missing(below(where, ".serviceAccountToken.path"), "This token has no path.", "Write the path of its file.");
  }
  const items: unknown = isObject(source.downwardAPI) ? source.downwardAPI.items : undefined;
  if (Array.isArray(items)) {
    items.forEach((item: unknown, index) =>
      checkDownward(isObject(item) ? item : {}, below(where, `.downwardAPI.items[${index}]`), say),
    );
  }
}

function checkDownward(item: Fields, where: At, say: Say): void {
  if (typeof item.path !== "string" || item.path === "") {
    say.missing(below(where, ".path"), "This item has no path.", "Write the path of its file.");
  }
  const hasField = item.fieldRef !== undefined;
  if (hasField !== (item.resourceFieldRef !== undefined)) return;
  const paths = [`${where.printed}.fieldRef`, `${where.printed}.resourceFieldRef`];
  const message = hasField ? "Within a single item, cannot set both" : "expected exactly one, got neither";
  const said = hasField ? "This item has fieldRef and resourceFieldRef." : "This item says nothing to project.";
  say.error(where, said, "Write either fieldRef or resourceFieldRef.", { message, paths });
}
