import { isObject } from "../../is-object.ts";
import { dns1035LabelFaults, qualifiedNameFaults } from "../../names/kubernetes-names.ts";
import type { Report } from "../fault.ts";
import { type At, at, below } from "./at.ts";
import { Say } from "./say.ts";

type Fields = Readonly<Record<string, unknown>>;

/** `traffic`: shares sum to 100, tags are labels used once, each target names what its owner allows (TRAFFIC-1 to 8). */
export function checkTraffic(value: unknown, owner: "Service" | "Route", report: Report): void {
  const targets: readonly Fields[] = Array.isArray(value)
    ? value.map((item: unknown) => (isObject(item) ? item : {}))
    : [];
  const where = at("spec.traffic");
  const say = new Say("traffic", "§3.9", report);
  let sum = 0n;
  const tags = new Map<string, number>();
  targets.forEach((target, index) => {
    const place = below(where, `[${index}]`);
    sum = BigInt.asIntN(64, sum + int64(target.percent));
    checkTarget(target, owner, place, say);
    const tag = typeof target.tag === "string" ? target.tag : "";
    if (tag === "") return;
    checkTag(tag, index, place, say);
    const first = tags.get(tag);
    if (first === undefined) tags.set(tag, index);
    else {
      say.error(
        below(place, ".tag"),
        `Two targets have the tag ${JSON.stringify(tag)}.`,
        "Give each a tag of its own.",
        {
          message: `Multiple definitions for "${tag}"`,
          paths: [`${where.printed}[${first}].tag`, `${place.printed}.tag`],
        },
      );
    }
  });
  if (sum === 100n) return;
  say.error(where, `The targets' percent sum to ${sum}.`, "Make them sum to 100; a target without percent counts 0.", {
    message: `Traffic targets sum to ${sum}, want 100`,
    paths: [where.printed],
  });
}

/** Longer names are shortened before `-00001` is put behind them, and no longer begin with the whole. */
const LONGEST_WHOLE = 57;

/**
 * `traffic-foreign-revision`: revisions of a Service begin with its name, and it sends traffic to no other. The cluster
 * takes such a target, and the Service never becomes ready (serving.md TPL-1, L4-1).
 */
export function checkOwnRevisions(value: unknown, service: string, report: Report): void {
  if (!Array.isArray(value) || service === "" || service.length > LONGEST_WHOLE) return;
  const say = new Say("traffic-foreign-revision", "TPL-1, L4-1", report);
  value.forEach((target: unknown, index) => {
    const name = isObject(target) ? text(target.revisionName) : "";
    if (name === "" || name.startsWith(`${service}-`)) return;
    const message = `${JSON.stringify(name)} is no revision of this Service: their names begin with ${JSON.stringify(`${service}-`)}.`;
    const mend = `Write the whole name of a revision, such as ${service}-00001.`;
    say.warn(at(`spec.traffic[${index}].revisionName`), message, mend);
  });
}

function checkTag(tag: string, index: number, where: At, say: Say): void {
  const faults = dns1035LabelFaults(tag);
  if (faults.length === 0) return;
  // Knative puts the index behind the field (PATH-1).
  const place = { field: `${where.field}.tag`, printed: `spec.traffic.tag[${index}]` };
  say.error(place, `The tag ${JSON.stringify(tag)}: ${faults.join("; ")}.`, "Use small letters, digits and hyphens.", {
    message: `invalid value: not a DNS 1035 label: [${faults.join(" ")}]`,
    paths: [place.printed],
  });
}

function checkTarget(target: Fields, owner: "Service" | "Route", where: At, say: Say): void {
  const { percent, latestRevision, url } = target;
  const revisionName = text(target.revisionName);
  const configurationName = text(target.configurationName);
  if (owner === "Service" && configurationName !== "") {
    const message = "A Service's targets are its own revisions.";
    say.disallowed(below(where, ".configurationName"), message, "Remove configurationName.");
  }
  if (owner === "Route" && (revisionName === "") === (configurationName === "")) {
    const both = revisionName !== "";
    say.error(
      where,
      both
        ? "This target names a revision and a configuration."
        : "This target names neither a revision nor a configuration.",
      "Write one of both.",
      {
        message: both ? "expected exactly one, got both" : "expected exactly one, got neither",
        paths: [`${where.printed}.configurationName`, `${where.printed}.revisionName`],
      },
    );
  }
  for (const [field, name] of [
    ["revisionName", revisionName],
    ["configurationName", configurationName],
  ] as const) {
    if (name === "" || (owner === "Service" && field === "configurationName")) continue;
    const faults = qualifiedNameFaults(name);
    if (faults.length === 0) continue;
    const place = below(where, `.${field}`);
    say.error(place, `${field} is ${JSON.stringify(name)}: ${faults.join("; ")}.`, "Write the name of a revision.", {
      message: `invalid key name "${name}"`,
      paths: [place.printed],
      details: faults.join(", "),
    });
  }
  checkLatest(latestRevision, revisionName, where, say);
  if (typeof percent === "number" && (percent < 0 || percent > 100))
    say.outOfRange(below(where, ".percent"), percent, 0, 100);
  if (url !== undefined && url !== "")
    say.disallowed(below(where, ".url"), "url is the cluster's to write.", "Remove it.");
}

function checkLatest(latestRevision: unknown, revisionName: string, where: At, say: Say): void {
  if (typeof latestRevision !== "boolean" || latestRevision === (revisionName === "")) return;
  const place = below(where, ".latestRevision");
  const message = latestRevision
    ? `This target is the latest revision and ${JSON.stringify(revisionName)}.`
    : "This target is not the latest revision, but names none.";
  say.error(place, message, latestRevision ? "Remove one of both." : "Write revisionName.", {
    message: `may not set revisionName "${revisionName}" when latestRevision is ${latestRevision}`,
    paths: [place.printed],
  });
}

/** Go adds numbers of 64 bits, which wrap round. The largest of them has no number of its own here. */
function int64(value: unknown): bigint {
  if (typeof value !== "number" || !Number.isInteger(value)) return 0n;
  return value === 2 ** 63 ? 2n ** 63n - 1n : BigInt(value);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
