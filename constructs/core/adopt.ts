import type { IConstruct } from "constructs";
import type { LocalService } from "../../src/manifests/manifest.ts";
import { integrate } from "../adapter/synth.ts";
import { addInfo, captureOrigin, infoOf } from "./construct-info.ts";

/**
 * Makes a construct one of ours: remembers the line that made it, and has its App check itself at synth. Called first
 * in the constructor, before any child is made; what is made inside a construct of ours is placed where that one is.
 *
 * @param constructor - `new.target`, so that the line is the author's also for a subclass
 */
export function adopt(
  construct: IConstruct,
  constructor: NewableFunction,
  info: { readonly local?: LocalService | undefined } = {},
): void {
  addInfo(construct, {
    ...(isInsideOurs(construct) ? {} : { origin: captureOrigin(constructor) }),
    ...(info.local === undefined ? {} : { local: info.local }),
  });
  integrate(construct.node.root);
}

function isInsideOurs(construct: IConstruct): boolean {
  for (let scope = construct.node.scope; scope !== undefined; scope = scope.node.scope) {
    if (infoOf(scope)?.origin !== undefined) return true;
  }
  return false;
}
