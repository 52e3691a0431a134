import { type KindUpgrade, NoUpgrade } from "./editing.ts";

/** Kinds that nothing replaces one to one: why, and what to write (sources.md §0, §7, §8, §10). */
const RETIRED: Readonly<Record<string, readonly [why: string, mend: string, source: string]>> = {
  "eventing.knative.dev/ClusterChannelProvisioner": [
    "A ClusterChannelProvisioner only told that a kind of channel is installed.",
    "Delete it. Channels name what is installed by their channelTemplate; `sluice upgrade` rewrites them.",
    "knative/sources.md §10",
  ],
  "sources.knative.dev/CamelSource": [
    "A CamelSource holds a Camel route; a Pipe connects Kamelets and has no place for one.",
    "Write a Pipe of camel.apache.org/v1 with the Kamelet that fits spec.source, or an Integration with the route and a Knative sink.",
    "knative/sources.md §0, §8",
  ],
  "sources.eventing.knative.dev/CamelSource": [
    "A CamelSource holds a Camel route; a Pipe connects Kamelets and has no place for one.",
    "Write a Pipe of camel.apache.org/v1 with the Kamelet that fits spec.source, or an Integration with the route and a Knative sink.",
    "knative/sources.md §0, §8",
  ],
  "sources.eventing.knative.dev/AwsSqsSource": [
    "AwsSqsSource takes a queue URL and a file of credentials; IntegrationSource takes an ARN, a region, and two keys of a Secret, none of which stand here.",
    "Write an IntegrationSource of sources.knative.dev/v1alpha1 with aws.sqs.arn, aws.sqs.region and aws.auth. Its events are of type dev.knative.eventing.aws-sqs instead of aws.sqs.message.",
    "knative/sources.md §0, §7",
  ],
};

/** The refusal for a kind that is retired without successor; undefined for every other kind. */
export function retired(group: string, kind: string): KindUpgrade | undefined {
  const told = RETIRED[`${group}/${kind}`];
  if (told === undefined) return undefined;
  const [why, mend, source] = told;
  return () => {
    throw new NoUpgrade(["kind"], `${kind} has no upgrade: ${why}`, mend, source);
  };
}
