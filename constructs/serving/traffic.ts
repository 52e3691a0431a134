import { AuthoringError } from "../../src/diagnostics/index.ts";
import { dns1035LabelFaults } from "../../src/manifests/names/kubernetes-names.ts";
import type { TrafficTarget } from "../generated/index.ts";

/**
 * One share of the requests to a {@link KnativeService}. A revision may have several, such as one that carries requests and
 * one with a tag alone.
 */
export interface TrafficShare {
  /**
   * Who gets it: `"latest"`, the newest revision that is ready, or a revision by what follows the service's name and a dash
   * in its own: `"v1"` for `orders-v1`, `"00003"` for `orders-00003`; the whole name will do too.
   */
  readonly revision: string;
  /** How many of a hundred requests, a whole number; those of all shares sum to 100. @default 0 */
  readonly percent?: number;
  /**
   * A name under which this revision is reached by itself, whatever its share: `candidate` of `orders` at
   * `candidate-orders.…`. A DNS label, once among the shares; with the service's name at most 62 characters.
   *
   * @default - none
   */
  readonly tag?: string;
}

/**
 * The usual ways to share requests between revisions (serving.md §3.9, §7). All but {@link Traffic.latest} name revisions:
 * give each its own with the prop `revision: { name }`.
 */
export class Traffic {
  private constructor() {}

  /** All requests go to the newest revision as soon as it is ready. What a service does that says nothing. */
  public static latest(): readonly TrafficShare[] {
    return [{ revision: LATEST, percent: 100 }];
  }

  /**
   * All requests go to one revision, whatever is deployed after it. The newest is reached under the tag `latest` alone.
   *
   * @param revision - such as `"v1"`
   */
  public static pinned(revision: string): readonly TrafficShare[] {
    return [
      { revision, percent: 100, tag: "current" },
      { revision: LATEST, percent: 0, tag: "latest" },
    ];
  }

  /**
   * Two revisions side by side, of which one gets all requests; each is reached by its tag, `blue` and `green`. Switching
   * is changing `live`.
   */
  public static blueGreen(sides: {
    /** The revision under the tag `blue`, such as `"v1"`. */
    readonly blue: string;
    /** The revision under the tag `green`, such as `"v2"` or `"latest"`. */
    readonly green: string;
    /** Which of both gets the requests. */
    readonly live: "blue" | "green";
  }): readonly TrafficShare[] {
    const { blue, green, live } = sides;
    return [
      { revision: blue, percent: live === "blue" ? 100 : 0, tag: "blue" },
      { revision: green, percent: live === "green" ? 100 : 0, tag: "green" },
    ];
  }

  /**
   * Some requests try another revision, the rest stay: tags `current` and `candidate`. Raise `percent` step by step; 100
   * ends it, 0 takes it back.
   */
  public static canary(shares: {
    /** The revision that keeps the rest, such as `"v1"`. */
    readonly current: string;
    /** The revision that is tried. @default "latest" */
    readonly candidate?: string;
    /** How many of a hundred requests try it, 0 to 100. */
    readonly percent: number;
  }): readonly TrafficShare[] {
    const { current, candidate = LATEST, percent } = shares;
    return [
      { revision: current, percent: 100 - percent, tag: "current" },
      { revision: candidate, percent, tag: "candidate" },
    ];
  }

  /**
   * Everything goes back to an earlier revision at once; the one that is left stays reachable under the tag `failed`.
   *
   * @param to - the revision that gets all requests, such as `"v1"`
   * @param from - the revision that is left
   */
  public static rollback(to: string, from: string = LATEST): readonly TrafficShare[] {
    return [
      { revision: to, percent: 100, tag: "current" },
      { revision: from, percent: 0, tag: "failed" },
    ];
  }
}

/** The revision that is always the newest. */
export const LATEST = "latest";

/** The annotation that has requests move to a new revision little by little. */
export const ROLLOUT = "serving.knative.dev/rollout-duration";

/** What is wrong with shares, each alone and together; thrown at once. @throws {@link AuthoringError} `invalid-traffic` */
export function checkShares(shares: readonly TrafficShare[], construct: string): void {
  const fail = (field: string, message: string, mend: string): never => {
    throw new AuthoringError({
      code: "invalid-traffic",
      at: { construct },
      field,
      message,
      mend,
      source: "knative/serving.md §3.9",
    });
  };
  const tags = new Set<string>();
  let sum = 0;
  for (const [index, { percent = 0, tag, revision }] of shares.entries()) {
    const at = `spec.traffic[${index}]`;
    if (revision === "")
      fail(`${at}.revisionName`, "A share of traffic names no revision.", 'Write "latest" or a revision.');
    if (!Number.isInteger(percent) || percent < 0 || percent > 100) {
      fail(`${at}.percent`, `${percent} % is no share.`, "Write a whole number from 0 to 100.");
    }
    sum += percent;
    if (tag === undefined) continue;
    const faults = dns1035LabelFaults(tag);
    if (faults.length > 0) {
      fail(
        `${at}.tag`,
        `${JSON.stringify(tag)} cannot be a tag: ${faults.join("; ")}.`,
        "Use small letters, digits and hyphens.",
      );
    }
    if (tags.has(tag))
      fail(`${at}.tag`, `Two shares have the tag ${JSON.stringify(tag)}.`, "Give each a tag of its own.");
    tags.add(tag);
  }
  if (sum !== 100)
    fail("spec.traffic", `The shares sum to ${sum} %.`, "Make them sum to 100; one without percent counts 0.");
}

/** Shares as manifests write them, for the service of that name. */
export function trafficTargets(shares: readonly TrafficShare[], service: string): readonly TrafficTarget[] {
  return shares.map(({ revision, percent = 0, tag }) => ({
    ...(tag === undefined ? {} : { tag }),
    ...(revision === LATEST ? { latestRevision: true } : { revisionName: revisionNameIn(service, revision) }),
    percent,
  }));
}

/** The whole name of a revision: the service's name, a dash, and what distinguishes it. */
export function revisionNameIn(service: string, revision: string): string {
  return revision.startsWith(`${service}-`) ? revision : `${service}-${revision}`;
}
