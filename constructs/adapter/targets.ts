import { App, Chart } from "cdk8s";
import { Construct, type IConstruct } from "constructs";
import { AuthoringError } from "../../src/diagnostics/index.ts";
import type { Manifest } from "../../src/manifests/manifest.ts";
import type { ReportedManifest, ReportedTarget } from "../../src/manifests/synth-report.ts";
import type { DestinationSpec } from "../core/addressable.ts";
import { type Lowering, loweringOf } from "../core/other-targets.ts";
import { toManifests } from "./manifests.ts";

/** Every Pipeline of an app on every target, each with the whole app as it would be then. */
export function targetsOf(root: IConstruct, manifests: readonly ReportedManifest[]): readonly ReportedTarget[] {
  return root.node.findAll().flatMap((construct) => {
    const lowering = loweringOf(construct);
    if (lowering === undefined) return [];
    return lowering.targets.map((target): ReportedTarget => {
      const reported = { pipeline: construct.node.path, target, isChosen: target === lowering.target };
      if (reported.isChosen) return { ...reported, manifests };
      try {
        return { ...reported, manifests: onTarget(construct, lowering, target, manifests) };
      } catch (error) {
        if (!AuthoringError.is(error)) throw error;
        return { ...reported, manifests: [], refusal: { ...error.diagnostic, severity: "error" } };
      }
    });
  });
}

/** The app with one Pipeline on another target: its own objects replaced, and what sends to it sending to the new ones. */
function onTarget(
  pipeline: IConstruct,
  lowering: Lowering,
  target: string,
  manifests: readonly ReportedManifest[],
): readonly ReportedManifest[] {
  const elsewhere = scopeLike(pipeline);
  const entry = lowering.lower(target, elsewhere);
  const made = toManifests(elsewhere.node.root).map(({ manifest, place }) => ({ manifest, place }));
  const before = lowering.entry();
  const { path } = pipeline.node;
  // A Broker that was given carries other events too: only the Pipeline's own sources leave it.
  const isOwn = manifests.some(({ manifest, place }) => isWithin(place.construct, path) && isAt(manifest, before));
  const kept = manifests
    .filter(({ place }) => !isWithin(place.construct, path))
    .map((one) => {
      const sends = isOwn || lowering.sources.some((source) => isWithin(one.place.construct, source));
      return sends ? { ...one, manifest: redirected(one.manifest, before, entry) as Manifest } : one;
    });
  return [...kept, ...made];
}

/** A construct of the same path in an App of its own, so that objects get the same names and places. */
function scopeLike(pipeline: IConstruct): Construct {
  let scope: Construct = new App();
  for (const { node } of pipeline.node.scopes.slice(1)) {
    const one = node.scope?.node.tryFindChild(node.id);
    scope =
      one !== undefined && Chart.isChart(one)
        ? new Chart(scope, node.id, {
            ...(one.namespace === undefined ? {} : { namespace: one.namespace }),
            labels: one.labels,
            disableResourceNameHashes: true,
          })
        : new Construct(scope, node.id);
  }
  return scope;
}

function isWithin(path: string | undefined, outer: string): boolean {
  return path !== undefined && `${path}/`.startsWith(`${outer}/`);
}

function isAt({ kind, metadata }: Manifest, { ref }: DestinationSpec): boolean {
  return ref !== undefined && ref.kind === kind && ref.name === metadata.name;
}

/** A value with every reference to one destination led to another. */
function redirected(value: unknown, before: DestinationSpec, after: DestinationSpec): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => redirected(one, before, after));
  if (typeof value !== "object" || value === null) return value;
  const ref: unknown = Reflect.get(value, "ref");
  if (before.ref !== undefined && isSame(ref, before.ref)) {
    const { ref: _ref, uri: _uri, ...rest } = value as { readonly ref?: unknown; readonly uri?: unknown };
    return { ...rest, ...after };
  }
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, redirected(part, before, after)]));
}

function isSame(ref: unknown, { kind, name }: NonNullable<DestinationSpec["ref"]>): boolean {
  if (typeof ref !== "object" || ref === null) return false;
  return Reflect.get(ref, "kind") === kind && Reflect.get(ref, "name") === name;
}
