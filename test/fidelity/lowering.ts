import { resolveUrl } from "../../src/graph/addresses.ts";
import { featuresOf } from "../../src/manifests/admission/features.ts";
import { type Fault, knativeErrors } from "../../src/manifests/admission/fault.ts";
import { review } from "../../src/manifests/admission/review.ts";
import { isObject } from "../../src/manifests/is-object.ts";
import {
  channelServiceName,
  lowerBroker,
  lowerChannel,
  lowerContainerSource,
  lowerEventTransform,
  lowerInMemoryChannel,
  lowerIntegrationSink,
  lowerIntegrationSource,
  lowerParallel,
  lowerSequence,
  lowerSinkBinding,
  lowerSubscription,
  type Resolve,
} from "../../src/manifests/lowering/index.ts";
import { type Manifest, namespaceOf } from "../../src/manifests/manifest.ts";
import { schemaFor, type Shape } from "../../src/manifests/schema/index.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../src/manifests/settings.ts";
import { type Replay, replay } from "./recordings.ts";

type Json = Readonly<Record<string, unknown>>;

/** A row of `lowering`: a parent, and what its controller sent. */
export interface LoweringRow {
  readonly id: string;
  readonly parent: Manifest;
  readonly with?: readonly Manifest[];
  readonly flags?: Readonly<Record<string, string>>;
  readonly defaulted: Manifest | null;
  readonly error: string;
  readonly children: readonly Manifest[];
  readonly stored: readonly ({ readonly error: string; readonly object?: Manifest } | null)[];
  readonly bound?: Manifest;
}

interface Outcome {
  readonly error: unknown;
  readonly defaulted: unknown;
  readonly children: unknown;
  readonly stored: unknown;
  readonly bound: unknown;
}

/** Defaulting, errors, children whole, each child after its own webhook, and a bound Deployment. */
export function replayLowering(rows: readonly LoweringRow[]): Replay {
  return replay(rows, (row) => ({ ours: sorted(ours(row)), theirs: sorted(theirs(row)) }));
}

function ours(row: LoweringRow): Outcome {
  const settings: Settings = { ...DEFAULT_SETTINGS, eventingFeatures: row.flags ?? {} };
  const { faults, defaulted } = judged(row.parent, settings);
  const refused = refusal(faults);
  if (refused !== undefined) {
    const shown = refused.startsWith("mutation") ? undefined : withoutDefinition(defaulted, row.parent);
    return { error: refused, defaulted: shown, children: [], stored: [], bound: undefined };
  }
  // The controller sees the object as it was recorded, so that what no definition filled in (below) is missing here too.
  const { children, failure } = lowered(row.defaulted ?? defaulted, row, settings);
  const sent: Manifest[] = [];
  const stored: unknown[] = [];
  for (const child of children) {
    // Eventing's own webhooks look at their own kinds alone; a workload under a binding has been stored before.
    const isJudged = row.parent.kind !== "SinkBinding" && JUDGED.has(child.kind);
    const answer = isJudged ? judged(child, settings) : undefined;
    const error = answer && refusal(answer.faults);
    sent.push(child);
    stored.push(answer && { error: error ?? "", object: answer.defaulted });
    if (error !== undefined) break;
  }
  const [binding, deployment] = children;
  const bound =
    row.parent.kind === "ContainerSource" && binding !== undefined && deployment !== undefined
      ? lowerSinkBinding(binding, [deployment], resolve)[0]
      : undefined;
  return {
    error: failure === undefined ? "" : told(`reconcile: ${failure}`),
    defaulted: withoutDefinition(defaulted, row.parent),
    children: sent,
    stored,
    bound,
  };
}

/** Children that Eventing's own webhooks look at, of all that controllers made in these recordings. */
const JUDGED = new Set(["Channel", "InMemoryChannel", "Subscription", "SinkBinding", "ContainerSource"]);

function lowered(
  parent: Manifest,
  { with: others = [], flags = {} }: LoweringRow,
  settings: Settings,
): { readonly children: readonly Manifest[]; readonly failure?: string } {
  const { clusterDomain } = settings;
  switch (parent.kind) {
    case "Sequence":
      return { children: lowerSequence(parent) };
    case "Parallel":
      return { children: lowerParallel(parent) };
    case "Channel":
      return { children: lowerChannel(parent) };
    case "InMemoryChannel":
      return { children: lowerInMemoryChannel(parent, clusterDomain) };
    case "Broker":
      return lowerBroker(parent, {
        triggers: others.filter(({ kind }) => kind === "Trigger").map((each) => judged(each, settings).defaulted),
        config: others.find(({ kind }) => kind === "ConfigMap"),
        oidc: flags["authentication-oidc"] === "enabled",
        clusterDomain,
      });
    case "Subscription":
      return { children: others.slice(0, 1).map((channel) => lowerSubscription(parent, channel, resolve)) };
    case "ContainerSource":
      return { children: lowerContainerSource(parent) };
    case "IntegrationSource":
      return { children: lowerIntegrationSource(parent) };
    case "IntegrationSink":
      return { children: lowerIntegrationSink(parent) };
    case "EventTransform":
      return { children: lowerEventTransform(parent) };
    case "SinkBinding":
      return { children: lowerSinkBinding(parent, others, resolve) };
    default:
      return { children: [] };
  }
}

/** Where things are in these recordings: everything that is referred to exists. */
const resolve: Resolve = (destination, holder) => {
  if (!isObject(destination)) return undefined;
  const { ref, uri, CACerts, audience } = destination;
  const base = isObject(ref) ? addressOf(ref, holder) : undefined;
  const url = base === undefined ? uri : typeof uri === "string" ? resolveUrl(base, uri) : base;
  if (typeof url !== "string") return undefined;
  return {
    uri: url,
    ...(typeof CACerts === "string" ? { CACerts } : {}),
    ...(typeof audience === "string" ? { audience } : {}),
  };
};

function addressOf({ kind, name, namespace }: Json, holder: Manifest): string {
  const place = typeof namespace === "string" && namespace !== "" ? namespace : namespaceOf(holder);
  if (kind === "Broker") return `http://broker-ingress.knative-eventing.svc.cluster.local/${place}/${String(name)}`;
  const isChannel = kind === "Channel" || kind === "InMemoryChannel";
  return `http://${isChannel ? channelServiceName(String(name)) : String(name)}.${place}.svc.cluster.local`;
}

function judged(manifest: Manifest, settings: Settings): ReturnType<typeof review> {
  return review(manifest, settings, featuresOf(settings));
}

/** What refuses the object, by kind and paths; texts are Go's. No definition stands in front in these recordings. */
function refusal(faults: readonly Fault[]): string | undefined {
  const refusing = faults.filter(({ stage, severity }) => severity !== "warning" && stage !== "none");
  if (refusing.some(({ stage }) => stage === "decode" || stage === "strict")) return "mutation failed";
  const errors = refusing.filter(({ stage }) => stage === "validate").flatMap(knativeErrors);
  return errors.length === 0 ? undefined : `validation failed at ${unique(errors.flatMap(({ paths }) => paths))}`;
}

function theirs({ parent, defaulted, error, children, stored, bound }: LoweringRow): Outcome {
  return {
    error: told(error),
    defaulted: defaulted === null ? undefined : withoutDefinition(defaulted, parent),
    children,
    stored: stored.map((child) => child && { error: told(child.error), object: child.object }),
    bound,
  };
}

function told(error: string): string {
  if (error.startsWith("mutation failed")) return "mutation failed";
  if (error.startsWith("reconcile: ConfigMap's value")) return "reconcile: ConfigMap's value";
  if (!error.startsWith("validation failed: ")) return error;
  const paths = [...error.matchAll(/: (spec[^\s,]*(?:, [^\s,]+)*)(?=\n|$)/g)].flatMap(([, list = ""]) =>
    list.split(", "),
  );
  return `validation failed at ${unique(paths)}`;
}

function unique(texts: readonly string[]): string {
  return [...new Set(texts)].toSorted().join(" ");
}

/**
 * The definitions of the API server do not stand in front in these recordings, so what only they fill in is missing
 * there: fields with a default that the parent does not write are left out on both sides, and zero values of them.
 */
function withoutDefinition(manifest: Manifest, parent: Manifest): unknown {
  const shape = schemaFor(parent.apiVersion, parent.kind)?.spec;
  return shape === undefined ? manifest : { ...manifest, spec: stripped(manifest.spec, parent.spec, shape) };
}

function stripped(value: unknown, written: unknown, shape: Shape): unknown {
  if (!isObject(value) || typeof shape === "string" || !("fields" in shape)) return value;
  const given: Json = isObject(written) ? written : {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, field]) => {
      const inner = shape.fields[key];
      if (inner === undefined) return [[key, field]];
      const isFilledIn = typeof inner === "object" && "default" in inner;
      if (isFilledIn && (given[key] === undefined || given[key] === false || given[key] === 0)) return [];
      return [[key, stripped(field, given[key], inner)]];
    }),
  );
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value ?? null;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => [key, sorted(field)]),
  );
}
