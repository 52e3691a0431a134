import type { Manifest } from "../manifest.ts";
import { childName } from "../names/child-name.ts";
import { channelFrom, readChannelTemplate } from "./channel-template.ts";
import { child, parentName } from "./child.ts";

/** What the controller of a Channel makes: the channel behind it, of the same name; no labels, no annotations (eventing.md §5.6). */
export function lowerChannel(channel: Manifest): readonly Manifest[] {
  const { channelTemplate, delivery } = channel.spec ?? {};
  return [channelFrom(channel, readChannelTemplate(channelTemplate), parentName(channel), delivery)];
}

/** The Service by which an InMemoryChannel is reached (eventing.md §5.6). */
export function channelServiceName(name: string): string {
  return childName(name, "-kn-channel");
}

/**
 * What the controller of an InMemoryChannel makes: its Service, a name for the dispatcher that serves all of them
 * (eventing.md §5.6).
 *
 * @param clusterDomain - such as `cluster.local`
 */
export function lowerInMemoryChannel(channel: Manifest, clusterDomain: string): readonly Manifest[] {
  const scope = channel.metadata.annotations?.["eventing.knative.dev/scope"];
  const dispatchers = scope === "namespace" ? (channel.metadata.namespace ?? "default") : "knative-eventing";
  return [
    child(
      channel,
      { apiVersion: "v1", kind: "Service", name: channelServiceName(parentName(channel)) },
      {
        spec: {
          type: "ExternalName",
          externalName: `imc-dispatcher.${dispatchers}.svc.${clusterDomain}`,
          ports: [{ name: "http", protocol: "TCP", port: 80, targetPort: 0 }],
        },
      },
      { labels: { "messaging.knative.dev/role": "in-memory-channel" } },
    ),
  ];
}
