/** Groups none of whose kinds has an address, but for those named in {@link ADDRESSABLE}. */
const GROUPS = new Set([
  "",
  "apps",
  "batch",
  "autoscaling",
  "networking.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "sources.knative.dev",
  "events.cloud.google.com",
  "camel.apache.org",
]);
const ADDRESSABLE = new Set(["/Service"]);
const NOT_ADDRESSABLE = new Set([
  "eventing.knative.dev/Trigger",
  "eventing.knative.dev/EventType",
  "eventing.knative.dev/EventPolicy",
  "eventing.knative.dev/RabbitmqBrokerConfig",
  "messaging.knative.dev/Subscription",
  "serving.knative.dev/Configuration",
  "serving.knative.dev/Revision",
]);

/**
 * Whether objects of a kind may have an address that events can be sent to (eventing.md §2, §3.2). True for kinds
 * nobody here knows.
 */
export function isAddressable(groupKind: string): boolean {
  if (ADDRESSABLE.has(groupKind)) return true;
  if (NOT_ADDRESSABLE.has(groupKind)) return false;
  return !GROUPS.has(groupKind.slice(0, groupKind.indexOf("/")));
}
