import { defineEntry, type RuleEntry } from "./entry.ts";
import { object, ping, SINK } from "./objects.ts";

const HOURLY = 'schedule: "0 * * * *"';
const apiServer = (fields: string): string =>
  object("sources.knative.dev/v1", "ApiServerSource", `${fields}, ${SINK}`, "", "events");
const container = (pod: string): string =>
  object("sources.knative.dev/v1", "ContainerSource", `template: { spec: { ${pod} } }, ${SINK}`);
const binding = (subject: string): string =>
  object("sources.knative.dev/v1", "SinkBinding", `subject: { ${subject} }, ${SINK}`, "", "heartbeat");
const integrationSource = (fields: string): string =>
  object("sources.knative.dev/v1alpha1", "IntegrationSource", `${fields}${fields === "" ? "" : ", "}${SINK}`);
const integrationSink = (fields: string): string => object("sinks.knative.dev/v1alpha1", "IntegrationSink", fields);
const job = (pod: string, more = ""): string =>
  object(
    "sinks.knative.dev/v1alpha1",
    "JobSink",
    `job: { spec: { ${more}template: { spec: { ${pod} } } } }`,
    "",
    "report",
  );

/** Sources and sinks of Knative Eventing itself (eventing.md §3.6, §4.12–4.18). */
export const SOURCES: readonly RuleEntry[] = [
  defineEntry({
    code: "ping-schedule",
    title: "A schedule that is none",
    source: ["knative/eventing.md §3.6"],
    effect: "The webhook refuses the PingSource.",
    why: "The schedule is cron as one Go library reads it: five fields, or six with seconds in front; Sunday is 0 and never 7.",
    mend: "Write minute, hour, day of month, month, day of week.",
    examples: [
      {
        rule: "A schedule has five or six fields.",
        bad: ping(`schedule: "0 16 * *", ${SINK}`),
        good: ping(`schedule: "0 16 * * *", ${SINK}`),
      },
      {
        rule: "Sunday is 0.",
        bad: ping(`schedule: "0 16 * * 7", ${SINK}`),
        good: ping(`schedule: "0 16 * * 0", ${SINK}`),
      },
      {
        rule: "A step is above zero.",
        bad: ping(`schedule: "*/0 * * * *", ${SINK}`),
        good: ping(`schedule: "*/5 * * * *", ${SINK}`),
      },
      {
        rule: "A range rises.",
        bad: ping(`schedule: "0 18-8 * * *", ${SINK}`),
        good: ping(`schedule: "0 8-18 * * *", ${SINK}`),
      },
      {
        rule: "@reboot is not known.",
        bad: ping(`schedule: "@reboot", ${SINK}`),
        good: ping(`schedule: "@daily", ${SINK}`),
      },
      {
        rule: "The time zone exists.",
        bad: ping(`${HOURLY}, timezone: Europe/Berln, ${SINK}`),
        good: ping(`${HOURLY}, timezone: Europe/Berlin, ${SINK}`),
      },
    ],
  }),
  defineEntry({
    code: "ping-data",
    title: "Data that does not fit its content type",
    source: ["knative/eventing.md §4.12"],
    effect: "The webhook refuses the PingSource.",
    why: "With application/json the data has to be a JSON object; `data` and `dataBase64` exclude each other.",
    mend: "Write a JSON object, or another contentType.",
    examples: [
      {
        rule: "JSON data is an object.",
        bad: ping(`${HOURLY}, contentType: application/json, data: "5", ${SINK}`),
        good: ping(`${HOURLY}, contentType: application/json, data: '{"shop": 5}', ${SINK}`),
      },
      {
        rule: "There is one of data and dataBase64.",
        bad: ping(`${HOURLY}, contentType: text/plain, data: a, dataBase64: YQ==, ${SINK}`),
        good: ping(`${HOURLY}, contentType: text/plain, data: a, ${SINK}`),
      },
      {
        rule: "dataBase64 is standard base64.",
        bad: ping(`${HOURLY}, contentType: text/plain, dataBase64: aGVsbG8_, ${SINK}`),
        good: ping(`${HOURLY}, contentType: text/plain, dataBase64: aGVsbG8=, ${SINK}`),
      },
    ],
  }),
  defineEntry({
    code: "api-server-source",
    title: "An ApiServerSource that watches nothing",
    source: ["knative/eventing.md §4.13"],
    effect: "The webhook refuses the source.",
    why: "It watches the kinds that it lists, each by apiVersion and kind, and sends a reference or the whole object.",
    mend: "List at least one kind; the mode is Reference or Resource.",
    examples: [
      {
        rule: "mode is Reference or Resource.",
        bad: apiServer("mode: Ref, resources: [{ apiVersion: v1, kind: Event }]"),
        good: apiServer("mode: Reference, resources: [{ apiVersion: v1, kind: Event }]"),
      },
      {
        rule: "The apiVersion of a resource is v1 or group/version.",
        bad: apiServer("resources: [{ apiVersion: apps/v1/x, kind: Deployment }]"),
        good: apiServer("resources: [{ apiVersion: apps/v1, kind: Deployment }]"),
      },
      {
        rule: "A resource has a kind.",
        bad: apiServer("resources: [{ apiVersion: v1 }]"),
        good: apiServer("resources: [{ apiVersion: v1, kind: Event }]"),
      },
      {
        rule: "filters need the feature flag new-apiserversource-filters.",
        bad: apiServer(
          "resources: [{ apiVersion: v1, kind: Event }], filters: [{ exact: { type: dev.knative.apiserver.resource.add } }]",
        ),
        good: apiServer("resources: [{ apiVersion: v1, kind: Event }]"),
      },
    ],
  }),
  defineEntry({
    code: "container-source-template",
    title: "A ContainerSource that runs nothing",
    source: ["knative/eventing.md §4.14"],
    effect: "The webhook refuses the source.",
    why: "Its containers send the events; each needs an image and a name.",
    mend: "Write the containers with their images and names.",
    examples: [
      {
        rule: "There is a container.",
        bad: container("containers: []"),
        good: container("containers: [{ name: source, image: example.com/source:1 }]"),
      },
      {
        rule: "A container has an image.",
        bad: container("containers: [{ name: source }]"),
        good: container("containers: [{ name: source, image: example.com/source:1 }]"),
      },
    ],
  }),
  defineEntry({
    code: "sink-binding-subject",
    title: "A SinkBinding whose subject cannot be found",
    source: ["knative/eventing.md §4.15"],
    effect: "The webhook refuses the binding.",
    why: "The subject is a kind with either a name or a selector, in the binding's own namespace.",
    mend: "Write apiVersion, kind and a name, or a selector.",
    examples: [
      {
        rule: "The subject has an apiVersion.",
        bad: binding("kind: Deployment, name: heartbeat"),
        good: binding("apiVersion: apps/v1, kind: Deployment, name: heartbeat"),
      },
      {
        rule: "The subject has a kind.",
        bad: binding("apiVersion: apps/v1, name: heartbeat"),
        good: binding("apiVersion: apps/v1, kind: Deployment, name: heartbeat"),
      },
      {
        rule: "The subject has a name or a selector.",
        bad: binding("apiVersion: apps/v1, kind: Deployment"),
        good: binding("apiVersion: apps/v1, kind: Deployment, selector: { matchLabels: { app: heartbeat } }"),
      },
      {
        rule: "It never has both.",
        bad: binding(
          "apiVersion: apps/v1, kind: Deployment, name: heartbeat, selector: { matchLabels: { app: heartbeat } }",
        ),
        good: binding("apiVersion: apps/v1, kind: Deployment, name: heartbeat"),
      },
      {
        rule: "The subject is in the binding's own namespace.",
        bad: binding("apiVersion: apps/v1, kind: Deployment, name: heartbeat, namespace: billing"),
        good: binding("apiVersion: apps/v1, kind: Deployment, name: heartbeat, namespace: shop"),
      },
      {
        rule: "The selector's operator is known.",
        bad: binding(
          "apiVersion: apps/v1, kind: Deployment, selector: { matchExpressions: [{ key: app, operator: Is, values: [heartbeat] }] }",
        ),
        good: binding(
          "apiVersion: apps/v1, kind: Deployment, selector: { matchExpressions: [{ key: app, operator: In, values: [heartbeat] }] }",
        ),
      },
    ],
  }),
  defineEntry({
    code: "integration",
    title: "An integration without what its service needs",
    source: ["knative/eventing.md §4.16, §4.17"],
    effect: "The webhook refuses the object.",
    why: "An IntegrationSource or IntegrationSink is exactly one integration, with its own required fields and credentials.",
    mend: "Write one integration, with its address, its region and its credentials.",
    examples: [
      {
        rule: "A source says one integration.",
        bad: integrationSource(""),
        good: integrationSource("timer: { period: 1000, message: tick }"),
      },
      {
        rule: "It says no two.",
        bad: integrationSource(
          "timer: { period: 1000, message: tick }, aws: { sqs: { arn: orders, region: eu-west-1 }, auth: { secret: { ref: { name: aws } } } }",
        ),
        good: integrationSource("timer: { period: 1000, message: tick }"),
      },
      {
        rule: "An AWS integration has its arn.",
        bad: integrationSink("aws: { sns: { region: eu-west-1 }, auth: { secret: { ref: { name: aws } } } }"),
        good: integrationSink(
          "aws: { sns: { arn: orders, region: eu-west-1 }, auth: { secret: { ref: { name: aws } } } }",
        ),
      },
      {
        rule: "An AWS integration has its region.",
        bad: integrationSink("aws: { sns: { arn: orders }, auth: { secret: { ref: { name: aws } } } }"),
        good: integrationSink(
          "aws: { sns: { arn: orders, region: eu-west-1 }, auth: { secret: { ref: { name: aws } } } }",
        ),
      },
      {
        rule: "An AWS integration has credentials.",
        bad: integrationSink("aws: { sns: { arn: orders, region: eu-west-1 } }"),
        good: integrationSink(
          "aws: { sns: { arn: orders, region: eu-west-1 }, auth: { secret: { ref: { name: aws } } } }",
        ),
      },
    ],
  }),
  defineEntry({
    code: "job-sink-job",
    title: "A JobSink whose Job cannot be made",
    source: ["knative/eventing.md §4.18"],
    effect: "The JobSink is refused; a cluster tries the Job before it takes the JobSink.",
    why: "For each event a Job is made of the template, so the template has to be one of a Job.",
    mend: "Write a template as a Job has it.",
    examples: [
      {
        rule: "There is a job.",
        bad: object("sinks.knative.dev/v1alpha1", "JobSink", "", "", "report"),
        good: job("restartPolicy: Never, containers: [{ name: report, image: example.com/report:1 }]"),
      },
      {
        rule: "The Job has a container.",
        bad: job("restartPolicy: Never, containers: []"),
        good: job("restartPolicy: Never, containers: [{ name: report, image: example.com/report:1 }]"),
      },
      {
        rule: "A container has an image.",
        bad: job("restartPolicy: Never, containers: [{ name: report }]"),
        good: job("restartPolicy: Never, containers: [{ name: report, image: example.com/report:1 }]"),
      },
      {
        rule: "restartPolicy is Never or OnFailure.",
        bad: job("restartPolicy: Always, containers: [{ name: report, image: example.com/report:1 }]"),
        good: job("restartPolicy: OnFailure, containers: [{ name: report, image: example.com/report:1 }]"),
      },
      {
        rule: "A mount names a volume that is there.",
        bad: job(
          "restartPolicy: Never, containers: [{ name: report, image: example.com/report:1, volumeMounts: [{ name: data, mountPath: /data }] }]",
        ),
        good: job(
          "restartPolicy: Never, containers: [{ name: report, image: example.com/report:1, volumeMounts: [{ name: data, mountPath: /data }] }], volumes: [{ name: data, emptyDir: {} }]",
        ),
      },
      {
        rule: "backoffLimit is 0 or more.",
        bad: job(
          "restartPolicy: Never, containers: [{ name: report, image: example.com/report:1 }]",
          "backoffLimit: -1, ",
        ),
        good: job(
          "restartPolicy: Never, containers: [{ name: report, image: example.com/report:1 }]",
          "backoffLimit: 0, ",
        ),
      },
    ],
  }),
];
