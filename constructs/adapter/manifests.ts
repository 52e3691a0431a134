import { ApiObject } from "cdk8s";
import type { IConstruct } from "constructs";
import type { Place } from "../../src/diagnostics/index.ts";
import type { LocalService, Manifest, SourcedManifest } from "../../src/manifests/manifest.ts";
import { infoOf, type Origin } from "../core/construct-info.ts";
import { constructPath } from "../core/kube-object.ts";
import { type Locator, locator } from "./locate.ts";

/** An App, a Chart, or any construct whose objects are wanted. */
export type ManifestRoot = IConstruct;

/**
 * Every Kubernetes object of an app or chart as it would be applied, in the order its constructs were made, with the
 * construct and the source line that made it. Renders each object once; nothing is written.
 */
export function toManifests(root: ManifestRoot): readonly SourcedManifest[] {
  return sourceManifests(apiObjects(root));
}

/** The Kubernetes objects below a construct, Sluice's or not, in the order they were made. */
export function apiObjects(root: IConstruct): readonly ApiObject[] {
  return root.node.findAll().filter((construct): construct is ApiObject => ApiObject.isApiObject(construct));
}

/** Renders objects, each with what travels beside it. */
export function sourceManifests(objects: readonly ApiObject[]): readonly SourcedManifest[] {
  const locate = locator();
  return objects.map((object) => {
    const manifest: Manifest = object.toJson();
    const place = placeOf(object, locate);
    const local = localOf(object);
    return { manifest, place, placeOf: () => place, ...(local === undefined ? {} : { local }) };
  });
}

function placeOf(object: ApiObject, locate: Locator): Place {
  const origin = originOf(object);
  return { construct: constructPath(object), ...(origin === undefined ? {} : locate(origin)) };
}

/** The line that made an object is that of the nearest construct of ours it is part of. */
function originOf(object: IConstruct): Origin | undefined {
  for (let at: IConstruct | undefined = object; at !== undefined; at = at.node.scope) {
    const origin = infoOf(at)?.origin;
    if (origin !== undefined) return origin;
  }
  return undefined;
}

/** `local` belongs to the main object of the construct it was given to, not to what else that makes. */
function localOf(object: ApiObject): LocalService | undefined {
  const { scope } = object.node;
  const owner = scope !== undefined && constructPath(object) === scope.node.path ? scope : object;
  return infoOf(owner)?.local;
}
