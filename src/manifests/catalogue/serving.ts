import { defineEntry, type RuleEntry } from "./entry.ts";
import { object, service, serviceOf } from "./objects.ts";

const S = "knative/serving.md";
const IMAGE = "image: example.com/charge:1";
const flags = (name: string): string => `features:\n  serving: { ${name}: enabled }\n`;
const named = (name: string): string => serviceOf(`metadata: { name: ${name} }, spec: { containers: [{ ${IMAGE} }] }`);
const containers = (list: string): string => serviceOf(`spec: { containers: [${list}] }`);
const traffic = (targets: string): string => service({ spec: `traffic: [${targets}]` });
const volumes = (volume: string, mount = "{ name: data, mountPath: /data }"): string =>
  service({ pod: `volumes: [${volume}]`, container: `volumeMounts: [${mount}]` });
const domain = (spec: string, name = "orders.example.com"): string =>
  object("serving.knative.dev/v1beta1", "DomainMapping", spec, "", name);
const TARGET = "ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: charge }";
const DATA = "{ name: data, emptyDir: {} }";

/** Services, Configurations, Routes, Revisions and DomainMappings (serving.md §3, §4). */
export const SERVING: readonly RuleEntry[] = [
  defineEntry({
    code: "serving-name",
    title: "A name that no Knative Service can have",
    source: [`${S} META-1`],
    effect: "The webhook refuses the object.",
    why: "The name becomes a label of a host name.",
    mend: "Begin with a small letter; small letters, digits and hyphens follow.",
    examples: [
      {
        rule: "A name begins with a letter.",
        bad: service().replace("name: charge", 'name: "9-orders"'),
        good: service().replace("name: charge", "name: orders-9"),
      },
    ],
  }),
  defineEntry({
    code: "serving-annotation",
    title: "An annotation that Serving refuses or that has no effect where it stands",
    source: [`${S} META-2`, `${S} META-3`, `${S} META-5`, `${S} TPL-6`],
    effect: "The webhook refuses the object.",
    why: "Annotations of scaling belong to the revision, those of who made an object to the cluster.",
    mend: "Move it to `spec.template.metadata.annotations`, or remove it.",
    examples: [
      {
        rule: "Who made an object is not changed.",
        before: service({ metadata: "annotations: { serving.knative.dev/creator: ann }" }),
        bad: service({ metadata: "annotations: { serving.knative.dev/creator: bob }" }),
        good: service({ metadata: "annotations: { serving.knative.dev/creator: ann }" }),
      },
      {
        rule: "Annotations of scaling stand in the template.",
        bad: service({ metadata: 'annotations: { autoscaling.knative.dev/min-scale: "1" }' }),
        good: service({ annotations: 'autoscaling.knative.dev/min-scale: "1"' }),
      },
      {
        rule: "serving.knative.dev/progress-deadline is a time of whole seconds.",
        bad: service({ annotations: "serving.knative.dev/progress-deadline: 1.5s" }),
        good: service({ annotations: "serving.knative.dev/progress-deadline: 90s" }),
      },
      {
        rule: "Its time is not negative.",
        bad: service({ annotations: "serving.knative.dev/progress-deadline: -1s" }),
        good: service({ annotations: "serving.knative.dev/progress-deadline: 90s" }),
      },
    ],
  }),
  defineEntry({
    code: "serving-label",
    title: "A label that only controllers write",
    source: [`${S} META-4`],
    effect: "The webhook refuses the object.",
    why: "The label says which Service or Configuration owns the object, and the owner must be there.",
    mend: "Remove the label.",
    examples: [
      {
        rule: "serving.knative.dev/service names an owner.",
        bad: object(
          "serving.knative.dev/v1",
          "Route",
          "traffic: [{ configurationName: charge, percent: 100 }]",
          "labels: { serving.knative.dev/service: charge }",
          "charge",
        ),
        good: object(
          "serving.knative.dev/v1",
          "Route",
          "traffic: [{ configurationName: charge, percent: 100 }]",
          "",
          "charge",
        ),
      },
    ],
  }),
  defineEntry({
    code: "visibility-ignored",
    title: "A Service that was to be private and is public",
    source: [`${S} §4`],
    effect: "The object is taken, and everybody who reaches the cluster's gateway reaches it.",
    why: "Only the label networking.knative.dev/visibility with the value cluster-local counts.",
    mend: "Write networking.knative.dev/visibility: cluster-local.",
    examples: [
      {
        rule: "The value is cluster-local.",
        bad: service({ metadata: "labels: { networking.knative.dev/visibility: private }" }),
        good: service({ metadata: "labels: { networking.knative.dev/visibility: cluster-local }" }),
      },
      {
        rule: "The label is the one that is read.",
        bad: service({ metadata: "labels: { serving.knative.dev/visibility: cluster-local }" }),
        good: service({ metadata: "labels: { networking.knative.dev/visibility: cluster-local }" }),
      },
    ],
  }),
  defineEntry({
    code: "revision-name",
    title: "A revision's name that cannot be used",
    source: [`${S} TPL-1`, `${S} TPL-3, §2`],
    effect: "The webhook refuses the object.",
    why: "A named revision is `SERVICE-something`, a DNS label, and is never made twice with another content.",
    mend: "Begin with the name of the Service and a hyphen, and change it with every change of the template.",
    examples: [
      { rule: "It begins with the name of its Service.", bad: named("v1"), good: named("charge-v1") },
      { rule: "It is a DNS label.", bad: named("charge-v1.2"), good: named("charge-v1-2") },
      {
        rule: "Another template has another name.",
        before: named("charge-v1"),
        bad: named("charge-v1").replace("charge:1", "charge:2"),
        good: named("charge-v2").replace("charge:1", "charge:2"),
      },
    ],
  }),
  defineEntry({
    code: "revision-annotation",
    title: "An annotation of a revision that cannot be read",
    source: [`${S} TPL-5`, `${S} TPL-7`],
    effect: "The webhook refuses the object.",
    why: "Resources of the queue-proxy are quantities, its percentage a number from 0.1 to 100.",
    mend: "Write a quantity such as 500m or 128Mi.",
    examples: [
      {
        rule: "A resource of the queue-proxy is a quantity.",
        bad: service({ annotations: "queue.sidecar.serving.knative.dev/cpu-resource-request: half" }),
        good: service({ annotations: "queue.sidecar.serving.knative.dev/cpu-resource-request: 500m" }),
      },
      {
        rule: "Its percentage is from 0.1 to 100.",
        bad: service({ annotations: 'queue.sidecar.serving.knative.dev/resource-percentage: "0"' }),
        good: service({ annotations: 'queue.sidecar.serving.knative.dev/resource-percentage: "20"' }),
      },
    ],
  }),
  defineEntry({
    code: "autoscaling-annotation",
    title: "An annotation of scaling that cannot be read",
    source: [`${S} §4`],
    effect: "The webhook refuses the object.",
    why: "Each annotation has its own form and bounds.",
    mend: "Write what the finding says, in quotes.",
    examples: [
      {
        rule: "min-scale is a whole number from 0.",
        bad: service({ annotations: 'autoscaling.knative.dev/min-scale: "-1"' }),
        good: service({ annotations: 'autoscaling.knative.dev/min-scale: "1"' }),
      },
      {
        rule: "max-scale is not below min-scale.",
        bad: service({ annotations: 'autoscaling.knative.dev/min-scale: "5", autoscaling.knative.dev/max-scale: "3"' }),
        good: service({
          annotations: 'autoscaling.knative.dev/min-scale: "3", autoscaling.knative.dev/max-scale: "5"',
        }),
      },
      {
        rule: "window is a time such as 30s.",
        bad: service({ annotations: 'autoscaling.knative.dev/window: "30"' }),
        good: service({ annotations: "autoscaling.knative.dev/window: 30s" }),
      },
      {
        rule: "The metric is one that the class knows.",
        bad: service({ annotations: "autoscaling.knative.dev/metric: requests" }),
        good: service({ annotations: "autoscaling.knative.dev/metric: rps" }),
      },
      {
        rule: "target-utilization-percentage is from 1 to 100.",
        bad: service({ annotations: 'autoscaling.knative.dev/target-utilization-percentage: "0"' }),
        good: service({ annotations: 'autoscaling.knative.dev/target-utilization-percentage: "70"' }),
      },
      {
        rule: "panic-threshold-percentage is from 110 to 1000.",
        bad: service({ annotations: 'autoscaling.knative.dev/panic-threshold-percentage: "100"' }),
        good: service({ annotations: 'autoscaling.knative.dev/panic-threshold-percentage: "200"' }),
      },
      {
        rule: "activation-scale is at least 2.",
        bad: service({ annotations: 'autoscaling.knative.dev/activation-scale: "1"' }),
        good: service({ annotations: 'autoscaling.knative.dev/activation-scale: "2"' }),
      },
    ],
  }),
  defineEntry({
    code: "autoscaling-no-target",
    title: "Scaling by a measure without a target",
    source: [`${S} §4`],
    effect: "The revision never scales.",
    why: "A HorizontalPodAutoscaler needs to know what to aim at.",
    mend: "Write autoscaling.knative.dev/target.",
    examples: [
      {
        rule: "The class hpa has a target.",
        bad: service({
          annotations:
            "autoscaling.knative.dev/class: hpa.autoscaling.knative.dev, autoscaling.knative.dev/metric: memory",
        }),
        good: service({
          annotations:
            'autoscaling.knative.dev/class: hpa.autoscaling.knative.dev, autoscaling.knative.dev/metric: memory, autoscaling.knative.dev/target: "200"',
        }),
      },
    ],
  }),
  defineEntry({
    code: "autoscaling-unknown",
    title: "An annotation of scaling that nobody reads",
    source: [`${S} §4`],
    effect: "It is taken and has no effect.",
    why: "Names are read letter by letter.",
    mend: "Write the name that was meant.",
    examples: [
      {
        rule: "The name is one that is read.",
        bad: service({ annotations: 'autoscaling.knative.dev/minscale: "1"' }),
        good: service({ annotations: 'autoscaling.knative.dev/min-scale: "1"' }),
      },
    ],
  }),
  defineEntry({
    code: "revision-spec",
    title: "A field of a pod that Serving does not take",
    source: [`${S} REV-2, REV-3`, `${S} POD-1 to POD-3`],
    effect: "The webhook refuses the object.",
    why: "Serving takes part of what a pod has; much of the rest hangs on a feature flag.",
    mend: "Leave the field out, or enable the flag in config-features of knative-serving and in `sluice.yaml`.",
    examples: [
      {
        rule: "containerConcurrency is 0 or more.",
        bad: service({ pod: "containerConcurrency: -1" }),
        good: service({ pod: "containerConcurrency: 10" }),
      },
      {
        rule: "timeoutSeconds is within the cluster's limit.",
        bad: service({ pod: "timeoutSeconds: 900" }),
        good: service({ pod: "timeoutSeconds: 600" }),
      },
      {
        rule: "nodeSelector needs a feature flag.",
        bad: service({ pod: "nodeSelector: { disk: ssd }" }),
        good: service(),
      },
      {
        rule: "initContainers need a feature flag.",
        bad: service({ pod: "initContainers: [{ name: load, image: example.com/load:1 }]" }),
        good: service(),
      },
      {
        rule: "serviceAccountName is a name.",
        bad: service({ pod: "serviceAccountName: Charge_Account" }),
        good: service({ pod: "serviceAccountName: charge-account" }),
      },
      {
        rule: "automountServiceAccountToken may only be false.",
        bad: service({ pod: "automountServiceAccountToken: true" }),
        good: service({ pod: "automountServiceAccountToken: false" }),
      },
    ],
  }),
  defineEntry({
    code: "revision-timeouts",
    title: "Times of a revision that do not fit together",
    source: [`${S} REV-4`],
    effect: "Refused where a time is beyond the cluster's limit; otherwise the time never takes effect.",
    why: "A request ends after timeoutSeconds; what waits longer never comes to its end.",
    mend: "Keep responseStartTimeoutSeconds and idleTimeoutSeconds below timeoutSeconds.",
    examples: [
      {
        rule: "idleTimeoutSeconds is not above timeoutSeconds.",
        bad: service({ pod: "idleTimeoutSeconds: 400" }),
        good: service({ pod: "timeoutSeconds: 500\nidleTimeoutSeconds: 400" }),
      },
      {
        rule: "A time is above zero.",
        bad: service({ pod: "responseStartTimeoutSeconds: -1" }),
        good: service({ pod: "responseStartTimeoutSeconds: 10" }),
      },
    ],
  }),
  defineEntry({
    code: "revision-containers",
    title: "Containers that Serving cannot run",
    source: [`${S} CTR-1, CTR-4`, `${S} CTR-2 to CTR-8`],
    effect: "The webhook refuses the object.",
    why: "A revision is one container with a port and perhaps others beside it, each with an image that can be read.",
    mend: "Write an image like ghcr.io/shop/orders:1.4, and a name of its own for each container.",
    examples: [
      { rule: "There is a container.", bad: serviceOf("spec: { containers: [] }"), good: service() },
      { rule: "A container has an image.", bad: containers("{}"), good: service() },
      { rule: "The image is a reference.", bad: containers("{ image: example.com/Charge:1 }"), good: service() },
      {
        rule: "The name is not one of Knative's.",
        bad: service({ container: "name: queue-proxy" }),
        good: service({ container: "name: charge" }),
      },
      {
        rule: "Names are unique.",
        bad: containers(
          `{ name: a, ${IMAGE}, ports: [{ containerPort: 8080 }] }, { name: a, image: example.com/log:1 }`,
        ),
        good: containers(
          `{ name: a, ${IMAGE}, ports: [{ containerPort: 8080 }] }, { name: b, image: example.com/log:1 }`,
        ),
      },
      {
        rule: "terminationMessagePolicy is File or FallbackToLogsOnError.",
        bad: service({ container: "terminationMessagePolicy: Log" }),
        good: service({ container: "terminationMessagePolicy: File" }),
      },
    ],
  }),
  defineEntry({
    code: "container-env",
    title: "Environment variables that cannot be set",
    source: [`${S} CTR-5`, `${S} CTR-6`],
    effect: "The webhook refuses the object.",
    why: "PORT, K_SERVICE, K_CONFIGURATION and K_REVISION are Knative's own; a value comes from one place.",
    mend: "Remove or rename the variable.",
    examples: [
      {
        rule: "Knative's own variables are not set.",
        bad: service({ container: 'env: [{ name: PORT, value: "9000" }]' }),
        good: service({ container: "ports: [{ containerPort: 9000 }]" }),
      },
      {
        rule: "A variable has a name.",
        bad: service({ container: "env: [{ value: a }]" }),
        good: service({ container: "env: [{ name: SHOP, value: a }]" }),
      },
      {
        rule: "fieldRef needs a feature flag.",
        bad: service({ container: "env: [{ name: POD, valueFrom: { fieldRef: { fieldPath: metadata.name } } }]" }),
        good: service({ container: "env: [{ name: POD, value: charge }]" }),
      },
      {
        rule: "Each item of envFrom names a ConfigMap or a Secret.",
        bad: service({ container: "envFrom: [{ prefix: SHOP_ }]" }),
        good: service({ container: "envFrom: [{ prefix: SHOP_, configMapRef: { name: shop } }]" }),
      },
    ],
  }),
  defineEntry({
    code: "container-port",
    title: "Ports that requests cannot go to",
    source: [`${S} PORT-1`, `${S} PORT-2 to PORT-5`],
    effect: "The webhook refuses the object.",
    why: "Requests go to one port of one container; its name says the protocol.",
    mend: "Write one port, named http1 or h2c or not at all.",
    examples: [
      {
        rule: "There is one port.",
        bad: service({ container: "ports: [{ containerPort: 8080 }, { containerPort: 8081 }]" }),
        good: service({ container: "ports: [{ containerPort: 8080 }]" }),
      },
      {
        rule: "The port is not one of Knative's.",
        bad: service({ container: "ports: [{ containerPort: 8012 }]" }),
        good: service({ container: "ports: [{ containerPort: 8080 }]" }),
      },
      {
        rule: "Its name is http1 or h2c.",
        bad: service({ container: "ports: [{ name: http, containerPort: 8080 }]" }),
        good: service({ container: "ports: [{ name: http1, containerPort: 8080 }]" }),
      },
      {
        rule: "Its protocol is TCP.",
        bad: service({ container: "ports: [{ protocol: UDP, containerPort: 8080 }]" }),
        good: service({ container: "ports: [{ protocol: TCP, containerPort: 8080 }]" }),
      },
      {
        rule: "Of several containers one has the port.",
        bad: containers(`{ ${IMAGE} }, { image: example.com/log:1 }`),
        good: containers(`{ ${IMAGE}, ports: [{ containerPort: 8080 }] }, { image: example.com/log:1 }`),
      },
    ],
  }),
  defineEntry({
    code: "container-probe",
    title: "A probe that cannot be made",
    source: [`${S} §3.7`],
    effect: "The webhook refuses the object.",
    why: "Knative probes the container's port itself, in its own rhythm.",
    mend: "Write one of httpGet, tcpSocket, exec and grpc, and leave the port out.",
    examples: [
      {
        rule: "A probe says what to do.",
        bad: service({ container: "livenessProbe: { periodSeconds: 10 }" }),
        good: service({ container: "livenessProbe: { httpGet: { path: / }, periodSeconds: 10 }" }),
      },
      {
        rule: "It says no two things.",
        bad: service({ container: "livenessProbe: { httpGet: { path: / }, tcpSocket: {} }" }),
        good: service({ container: "livenessProbe: { httpGet: { path: / } }" }),
      },
      {
        rule: "successThreshold is at least 1.",
        bad: service({ container: "readinessProbe: { successThreshold: -1, httpGet: { path: / } }" }),
        good: service({ container: "readinessProbe: { successThreshold: 1, httpGet: { path: / } }" }),
      },
    ],
  }),
  defineEntry({
    code: "security-context",
    title: "Rights that Serving does not give",
    source: [`${S} CTR-9`, `${S} POD-4`],
    effect: "The webhook refuses the object.",
    why: "A Knative Service runs with few rights; more of them hang on feature flags.",
    mend: "Leave them out, or enable the flag.",
    examples: [
      {
        rule: "A container is not privileged.",
        bad: service({ container: "securityContext: { privileged: true }" }),
        good: service({ container: "securityContext: { runAsNonRoot: true }" }),
      },
      {
        rule: "Added capabilities need a feature flag.",
        bad: service({ container: "securityContext: { capabilities: { add: [SYS_TIME] } }" }),
        good: service({ container: "securityContext: { capabilities: { drop: [ALL] } }" }),
      },
      {
        rule: "runAsUser is from 0.",
        bad: service({ container: "securityContext: { runAsUser: -1 }" }),
        good: service({ container: "securityContext: { runAsUser: 1000 }" }),
      },
      {
        rule: "With the flag for a pod's securityContext its numbers are checked, too.",
        settings: flags("kubernetes.podspec-securitycontext"),
        bad: service({ pod: "securityContext: { runAsUser: -1 }" }),
        good: service({ pod: "securityContext: { runAsUser: 1000 }" }),
      },
    ],
  }),
  defineEntry({
    code: "revision-volume",
    title: "A volume that Serving does not take",
    source: [`${S} §3.8`, `${S} VOL-4`],
    effect: "The webhook refuses the object.",
    why: "ConfigMaps, Secrets, projections and emptyDir are taken, others hang on feature flags; a volume nobody mounts is refused.",
    mend: "Mount it, use another kind, or enable the flag.",
    examples: [
      { rule: "A container mounts it.", bad: service({ pod: `volumes: [${DATA}]` }), good: volumes(DATA) },
      {
        rule: "A persistent volume needs a feature flag.",
        bad: volumes(
          "{ name: data, persistentVolumeClaim: { claimName: orders, readOnly: true } }",
          "{ name: data, mountPath: /data, readOnly: true }",
        ),
        good: volumes(DATA),
      },
      {
        rule: "A volume is of one kind.",
        bad: volumes("{ name: data }"),
        good: volumes("{ name: data, secret: { secretName: orders } }"),
      },
      {
        rule: "A projection's source is one thing.",
        bad: volumes("{ name: data, projected: { sources: [{}] } }"),
        good: volumes("{ name: data, projected: { sources: [{ secret: { name: orders } }] } }"),
      },
    ],
  }),
  defineEntry({
    code: "volume-mount",
    title: "A mount that cannot be made",
    source: [`${S} MNT-1 to MNT-3`],
    effect: "The webhook refuses the object.",
    why: "A mount names a volume of the revision and a path of its own that is not the system's.",
    mend: "Write the volume's name and an absolute path.",
    examples: [
      {
        rule: "The volume is there.",
        bad: service({ container: "volumeMounts: [{ name: data, mountPath: /data }]" }),
        good: volumes(DATA),
      },
      { rule: "The path is absolute.", bad: volumes(DATA, "{ name: data, mountPath: data }"), good: volumes(DATA) },
      {
        rule: "The path is not the system's.",
        bad: volumes(DATA, "{ name: data, mountPath: /tmp }").replace("/tmp", "/dev"),
        good: volumes(DATA),
      },
      {
        rule: "Two volumes have two paths.",
        bad: volumes(
          `${DATA}, { name: more, emptyDir: {} }`,
          "{ name: data, mountPath: /data }, { name: more, mountPath: /data/ }",
        ),
        good: volumes(
          `${DATA}, { name: more, emptyDir: {} }`,
          "{ name: data, mountPath: /data }, { name: more, mountPath: /more }",
        ),
      },
    ],
  }),
  defineEntry({
    code: "traffic",
    title: "Traffic that does not add up",
    source: [`${S} §3.9`],
    effect: "The webhook refuses the object.",
    why: "Shares sum to 100, each target is a revision or the latest one, and tags become part of host names.",
    mend: "Let the shares sum to 100 and give each target a revision of its own.",
    examples: [
      {
        rule: "The shares sum to 100.",
        bad: traffic("{ latestRevision: true, percent: 90 }"),
        good: traffic("{ latestRevision: true, percent: 100 }"),
      },
      {
        rule: "A target that is not the latest names its revision.",
        bad: traffic("{ latestRevision: false, percent: 100 }"),
        good: traffic("{ revisionName: charge-v1, percent: 100 }"),
      },
      {
        rule: "The latest revision is not named.",
        bad: traffic("{ latestRevision: true, revisionName: charge-v1, percent: 100 }"),
        good: traffic("{ latestRevision: true, percent: 100 }"),
      },
      {
        rule: "Tags are unique.",
        bad: traffic(
          "{ revisionName: charge-v1, tag: live, percent: 50 }, { latestRevision: true, tag: live, percent: 50 }",
        ),
        good: traffic(
          "{ revisionName: charge-v1, tag: live, percent: 50 }, { latestRevision: true, tag: next, percent: 50 }",
        ),
      },
      {
        rule: "url is the cluster's to write.",
        bad: traffic("{ latestRevision: true, url: http://charge.example.com, percent: 100 }"),
        good: traffic("{ latestRevision: true, percent: 100 }"),
      },
    ],
  }),
  defineEntry({
    code: "traffic-foreign-revision",
    title: "Traffic to a revision of something else",
    source: [`${S} TPL-1, L4-1`],
    effect: "The Service never becomes ready: it waits for a revision that it cannot have.",
    why: "A Service routes to its own revisions, which begin with its name.",
    mend: "Name one of its revisions.",
    examples: [
      {
        rule: "A revision belongs to its Service.",
        bad: traffic("{ revisionName: orders-v1, percent: 100 }"),
        good: traffic("{ revisionName: charge-v1, percent: 100 }"),
      },
    ],
  }),
  defineEntry({
    code: "domain-name",
    title: "A DomainMapping whose name is no domain",
    source: [`${S} DM-1`],
    effect: "The webhook refuses the object.",
    why: "A DomainMapping is named after the domain that it maps.",
    mend: "Name it after a whole domain.",
    examples: [
      { rule: "A domain has at least two parts.", bad: domain(TARGET, "orders"), good: domain(TARGET) },
      {
        rule: "It is not one of the cluster's own.",
        bad: domain(TARGET, "orders.shop.svc.cluster.local"),
        good: domain(TARGET),
      },
    ],
  }),
  defineEntry({
    code: "domain-target",
    title: "A DomainMapping that leads nowhere",
    source: [`${S} DM-2`],
    effect: "The webhook refuses the object.",
    why: "It leads to something with an address in its own namespace.",
    mend: "Write apiVersion, kind and name.",
    examples: [
      {
        rule: "The target has a name.",
        bad: domain("ref: { apiVersion: serving.knative.dev/v1, kind: Service }"),
        good: domain(TARGET),
      },
      {
        rule: "The target is in the mapping's own namespace.",
        bad: domain("ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: charge, namespace: billing }"),
        good: domain(TARGET),
      },
      {
        rule: "The target is found by apiVersion.",
        bad: domain(
          "ref: { apiVersion: serving.knative.dev/v1, group: serving.knative.dev, kind: Service, name: charge }",
        ),
        good: domain(TARGET),
      },
    ],
  }),
];
