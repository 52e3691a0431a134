import { isObject } from "../is-object.ts";
import type { Defaults } from "./context.ts";
import { changed, withSpec } from "./references.ts";

/**
 * IntegrationSource and IntegrationSink: nothing but what the definition fills in; a reference to a Secret always has a
 * name, be it empty (eventing.md §4.16).
 */
export const defaultIntegration: Defaults = (manifest) => {
  const aws = manifest.spec?.aws;
  const auth = isObject(aws) ? aws.auth : undefined;
  const secret = isObject(auth) ? auth.secret : undefined;
  const ref = isObject(secret) ? secret.ref : undefined;
  if (!isObject(aws) || !isObject(auth) || !isObject(secret) || !isObject(ref)) return manifest;
  const named = changed(secret, "ref", changed(ref, "name", ref.name ?? ""));
  return withSpec(manifest, { aws: changed(aws, "auth", changed(auth, "secret", named)) });
};
