import type { Manifest } from "../manifest.ts";
import { childName } from "../names/child-name.ts";
import { child, fieldsOf, given, namespaceField, parentName } from "./child.ts";

/** Names of what a ContainerSource's controller makes (eventing.md §5.6). */
export const containerSourceNames = {
  deployment: (name: string): string => childName(name, "-deployment"),
  sinkBinding: (name: string): string => childName(name, "-sinkbinding"),
};

/**
 * What the controller of a ContainerSource makes: a SinkBinding, then the Deployment it binds, whose labels lie over the
 * user's of those names and all of which select its pods (eventing.md §5.6).
 */
export function lowerContainerSource(source: Manifest): readonly Manifest[] {
  const name = parentName(source);
  const { sink, ceOverrides, template } = source.spec ?? {};
  const deployment = { apiVersion: "apps/v1", kind: "Deployment", name: containerSourceNames.deployment(name) };
  const { metadata, spec } = fieldsOf(template);
  const { labels: own, annotations, ...otherMetadata } = fieldsOf(metadata);
  const labels = {
    ...(fieldsOf(own) as Readonly<Record<string, string>>),
    "sources.knative.dev/source": "container-source-controller",
    "sources.knative.dev/containerSource": name,
  };
  return [
    child(
      source,
      { apiVersion: "sources.knative.dev/v1", kind: "SinkBinding", name: containerSourceNames.sinkBinding(name) },
      { spec: given({ sink, ceOverrides, subject: { ...deployment, ...namespaceField(source) } }) },
    ),
    child(
      source,
      deployment,
      {
        spec: {
          selector: { matchLabels: labels },
          strategy: {},
          template: { metadata: given({ ...otherMetadata, labels, annotations }), spec },
        },
      },
      {
        labels,
        ...(annotations === undefined
          ? {}
          : { annotations: fieldsOf(annotations) as Readonly<Record<string, string>> }),
      },
    ),
  ];
}
