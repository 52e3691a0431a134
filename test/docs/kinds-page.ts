import * as constructs from "../../constructs/index.ts";
import * as generated from "../../constructs/generated/index.ts";
import * as events from "../../src/events/index.ts";
import type { AnyContract, JsonSchema } from "../../src/events/index.ts";
import { KINDS } from "../../src/manifests/kinds/registry.ts";

/** How authors make an object of a kind: a construct, or a factory of one; or why there is none. */
type Made = { readonly by: string } | { readonly none: string };

/** What has no construct of its own name. */
const OTHERWISE: Readonly<Record<string, Made>> = {
  "serving.knative.dev/Service": { by: "KnativeService" },
  "eventing.knative.dev/RabbitmqBrokerConfig": { by: "Broker.rabbitmq" },
  "messaging.cloud.google.com/Channel": { none: "none: nobody maintains it" },
};

/** A kind as its row of the page has it. */
export interface KindRow {
  readonly groupKind: string;
  /** The class of the object as Kubernetes takes it; undefined where there is none. */
  readonly object: { readonly name: string; readonly apiVersion: string } | undefined;
  readonly made: Made;
  /** Whether the construct that it names is exported. */
  readonly isMade: boolean;
}

/** Every kind with rules, with what makes it. */
export function kindRows(): readonly KindRow[] {
  return KINDS.map(({ group, kind }) => {
    const made = OTHERWISE[`${group}/${kind}`] ?? { by: kind };
    return { groupKind: `${group}/${kind}`, object: objectOf(group, kind), made, isMade: exists(made) };
  });
}

function objectOf(group: string, kind: string): KindRow["object"] {
  for (const [name, value] of Object.entries(generated)) {
    const { GVK } = value as { readonly GVK?: { readonly apiVersion: string; readonly kind: string } };
    if (GVK?.kind === kind && GVK.apiVersion.startsWith(`${group}/`)) return { name, apiVersion: GVK.apiVersion };
  }
  return undefined;
}

function exists(made: Made): boolean {
  if ("none" in made) return true;
  const [name = "", factory] = made.by.split(".");
  const construct = Object.entries(constructs).find(([exported]) => exported === name)?.[1];
  return typeof construct === "function" && (factory === undefined || factory in construct);
}

/** The contracts of a source: how each is made, and the contract itself. */
type Calls = readonly (readonly [call: string, contract: AnyContract])[];

const quoted = (fn: string, name: string): string => `${fn}("${name}")`;
const one = (call: string, contract: AnyContract): Calls => [[call, contract]];

/** What sources emit, by kind; those of old releases after those of today. */
export const SOURCE_CONTRACTS: Readonly<Record<string, Calls>> = {
  PingSource: one("pingEvent()", events.pingEvent()),
  ApiServerSource: events.API_SERVER_EVENTS.map((name) => [
    quoted("apiServerEvent", name),
    events.apiServerEvent(name),
  ]),
  IntegrationSource: [
    ...events.INTEGRATION_EVENTS.map(
      (name) => [quoted("integrationEvent", name), events.integrationEvent(name)] as const,
    ),
    ...events.INTEGRATION_EVENTS.map(
      (name) =>
        [
          `integrationEvent("${name}", { naming: "legacy" })`,
          events.integrationEvent(name, { naming: "legacy" }),
        ] as const,
    ),
  ],
  KafkaSource: one("kafkaEvent()", events.kafkaEvent()),
  RabbitmqSource: one("rabbitmqEvent()", events.rabbitmqEvent()),
  RedisStreamSource: one("redisStreamEvent()", events.redisStreamEvent()),
  GitHubSource: events.GITHUB_EVENTS.map((name) => [quoted("githubEvent", name), events.githubEvent(name)]),
  GitLabSource: events.GITLAB_EVENTS.map((name) => [quoted("gitlabEvent", name), events.gitlabEvent(name)]),
  Pipe: one("camelEvent()", events.camelEvent()),
  AwsSqsSource: one("awsSqsEvent()", events.awsSqsEvent()),
  CloudPubSubSource: [
    ["pubSubEvent()", events.pubSubEvent()],
    ['pubSubEvent({ naming: "legacy" })', events.pubSubEvent({ naming: "legacy" })],
  ],
  CloudStorageSource: [
    ...events.STORAGE_EVENTS.map((name) => [quoted("storageEvent", name), events.storageEvent(name)] as const),
    ...events.STORAGE_EVENTS.map(
      (name) =>
        [`storageEvent("${name}", { naming: "legacy" })`, events.storageEvent(name, { naming: "legacy" })] as const,
    ),
  ],
  CloudSchedulerSource: [
    ["schedulerEvent()", events.schedulerEvent()],
    ['schedulerEvent({ naming: "legacy" })', events.schedulerEvent({ naming: "legacy" })],
  ],
  CloudAuditLogsSource: [
    ["auditLogEvent()", events.auditLogEvent()],
    ['auditLogEvent({ naming: "legacy" })', events.auditLogEvent({ naming: "legacy" })],
  ],
  CloudBuildSource: [
    ["buildEvent()", events.buildEvent()],
    ['buildEvent({ naming: "legacy" })', events.buildEvent({ naming: "legacy" })],
  ],
  CronJobSource: one("cronJobEvent()", events.cronJobEvent()),
};

/** Sources that send whatever their container does. */
export const OWN_EVENTS: readonly string[] = ["ContainerSource", "SinkBinding"];

const HEAD = `# Kinds

Every kind that Sluice knows: checked in YAML of any origin, made by a construct, and made field by field by its object class
(\`new BrokerObject(scope, id, { metadata, spec })\`). Written by \`test/docs/kinds.test.ts\`; renew it with
\`npx vitest run test/docs/kinds.test.ts -u\`.

A construct writes what you say and leaves the rest to the cluster. What would be cut, muted or lost is refused when it is
made; what only the whole app shows is told at synth.
`;

const BROKERS = `\`Broker.kafka\`, \`Broker.kafkaNamespaced\` and \`Broker.rabbitmq\` make Brokers of those classes with the object that
configures them: a ConfigMap, a RabbitmqBrokerConfig. CronJobSource is retired: PingSource took its place, and its contract is
here for steps that must still take what it sent.
`;

const EMITS = `## What sources emit

A contract is made by its function, with your schema of the data: \`githubEvent("push", { data: z.object({ … }) })\`. They come
from \`sluice/events\`, which loads no cdk8s. A source may claim only what it can send: another contract does not compile, and
without types it throws \`impossible-emission\`. ContainerSource and SinkBinding send what your container sends: \`emits\`.

KafkaSource and RabbitmqSource pass messages that are CloudEvents unchanged, so they may claim any contract; theirs is of the
messages that are none. A Pipe sends the type of the contract it is given. Where a source fixes the shape of the data, its
contract has a schema even if you give none. \`{ naming: "legacy" }\` gives
the types of old releases; a filter on the wrong ones lets nothing through.
`;

/** The page, from the registry of kinds, the exported constructs and the contracts themselves. */
export function kindsPage(): string {
  const kinds = [
    "| kind | apiVersion | construct | object |",
    "|---|---|---|---|",
    ...kindRows().map(({ groupKind, object, made }) => {
      const kind = groupKind.slice(groupKind.indexOf("/") + 1);
      const by = "by" in made ? `\`${made.by}\`` : made.none;
      return `| ${kind} | \`${object?.apiVersion ?? ""}\` | ${by} | \`${object?.name ?? ""}\` |`;
    }),
  ];
  const sources = Object.entries(SOURCE_CONTRACTS).flatMap(([kind, calls]) => [
    "",
    `### ${kind}`,
    "",
    ...emitted(calls),
  ]);
  return `${[HEAD, ...kinds, "", BROKERS, EMITS].join("\n").trimEnd()}\n${sources.join("\n")}\n`;
}

function emitted(calls: Calls): readonly string[] {
  const sources = [...new Set(calls.map(([, { sourceFormat = "" }]) => `\`${sourceFormat}\``))];
  return [
    `source: ${sources.join(", ")}`,
    "",
    "| contract | type | subject | extension attributes | data |",
    "|---|---|---|---|---|",
    ...calls.map(([call, { type, subjectFormat = "none", extensions, jsonSchema }]) => {
      const names = Object.keys(extensions);
      return `| \`${call}\` | \`${type}\` | ${escaped(subjectFormat)} | ${names.join(", ") || "none"} | ${shape(jsonSchema)} |`;
    }),
  ];
}

function escaped(text: string): string {
  return text.replace(/[<>]/g, (bracket) => `\\${bracket}`);
}

/** The fields of the data; those that are always there in bold. */
function shape(schema: JsonSchema | undefined): string {
  if (schema === undefined) return "yours";
  if (schema.type === "array") return "a list of texts";
  const { properties = {}, required = [] } = schema as {
    readonly properties?: Readonly<Record<string, unknown>>;
    readonly required?: readonly string[];
  };
  return Object.keys(properties)
    .map((name) => (required.includes(name) ? `**${name}**` : name))
    .join(", ");
}
