import { describe, expect, it } from "vitest";
import { featuresOf } from "../../../../src/manifests/admission/features.ts";
import { review } from "../../../../src/manifests/admission/review.ts";
import { DEFAULT_SETTINGS, type Manifest, readManifests } from "../../../../src/manifests/index.ts";
import { admitYaml, defaultedYaml, said } from "../../harness.ts";

const object = (kind: string, spec: string, metadata = "name: orders"): string =>
  `{ apiVersion: serving.knative.dev/${kind === "DomainMapping" ? "v1beta1" : "v1"}, kind: ${kind}, metadata: { ${metadata} }, spec: ${spec} }`;
const TEMPLATE = "template: { spec: { containers: [{ image: a/b }] } }";

/** What an update of the first object by the second is told. */
function changed(before: string, after: string): readonly string[] {
  const features = featuresOf(DEFAULT_SETTINGS);
  const stored = review(only(before), DEFAULT_SETTINGS, features).defaulted;
  return review(only(after), DEFAULT_SETTINGS, features, stored).faults.map(({ code, field }) => `${code} ${field}`);
}

function only(text: string): Manifest {
  const [first] = readManifests([{ path: "a.yaml", text }]).manifests;
  if (first === undefined) throw new Error("no object in the text");
  return first.manifest;
}

describe("a Configuration", () => {
  it("passes, and its template gets a Service's defaults", () => {
    const text = object("Configuration", `{ ${TEMPLATE} }`);
    expect(admitYaml(text)).toEqual([]);
    expect(defaultedYaml(text).spec).toEqual({
      template: {
        metadata: {},
        spec: {
          containerConcurrency: 0,
          containers: [
            {
              name: "user-container",
              image: "a/b",
              readinessProbe: { successThreshold: 1, tcpSocket: { port: 0 } },
              resources: {},
            },
          ],
          enableServiceLinks: false,
          timeoutSeconds: 300,
        },
      },
    });
  });

  it("carries no label of Knative's own, and no autoscaling outside its template", () => {
    const metadata =
      "name: orders, labels: { serving.knative.dev/service: shop }, annotations: { autoscaling.knative.dev/min-scale: '1' }";
    expect(said(admitYaml(object("Configuration", `{ ${TEMPLATE} }`, metadata)))).toEqual([
      "serving-annotation metadata.annotations[autoscaling.knative.dev/min-scale]: autoscaling.knative.dev/min-scale has no effect on the Configuration itself. Move it to spec.template.metadata.annotations.",
      'serving-label metadata.labels[serving.knative.dev/service]: The label serving.knative.dev/service is "shop", but no ownerReference names that Service. Remove the label: Knative sets it on what its controllers make.',
    ]);
  });

  it("may carry that label where its owner is named", () => {
    const owner = "ownerReferences: [{ apiVersion: serving.knative.dev/v1, kind: Service, name: shop, uid: u }]";
    const metadata = `name: orders, labels: { serving.knative.dev/service: shop }, ${owner}`;
    expect(admitYaml(object("Configuration", `{ ${TEMPLATE} }`, metadata))).toEqual([]);
  });

  it("names a revision only once its own name is known", () => {
    const spec = `{ template: { metadata: { name: orders-v1 }, spec: { containers: [{ image: a/b }] } } }`;
    expect(admitYaml(object("Configuration", spec))).toEqual([]);
    expect(said(admitYaml(object("Configuration", spec, "generateName: orders-")))).toEqual([
      "revision-name spec.template.metadata.name: A revision cannot be named while its owner's name is generated. Remove the name.",
    ]);
  });

  it("changes nothing of a revision that keeps its name", () => {
    const named = (image: string): string =>
      object(
        "Configuration",
        `{ template: { metadata: { name: orders-v1 }, spec: { containers: [{ image: ${image} }] } } }`,
      );
    expect(changed(named("a/b"), named("a/c"))).toEqual(["revision-name spec.template.metadata.name"]);
  });
});

describe("a Route", () => {
  it("leads to a revision or a Configuration, one of both, and has no traffic of its own accord", () => {
    expect(admitYaml(object("Route", "{ traffic: [{ configurationName: orders, percent: 100 }] }"))).toEqual([]);
    expect(said(admitYaml(object("Route", "{}")))).toEqual([
      "traffic spec.traffic: The targets' percent sum to 0. Make them sum to 100; a target without percent counts 0.",
    ]);
    const both = "{ traffic: [{ configurationName: a, revisionName: b, percent: 99 }, { percent: 1 }] }";
    expect(said(admitYaml(object("Route", both)))).toEqual([
      "traffic spec.traffic[0]: This target names a revision and a configuration. Write one of both.",
      "traffic spec.traffic[1]: This target names neither a revision nor a configuration. Write one of both.",
    ]);
  });

  it("moves requests over whole seconds", () => {
    const metadata = "name: orders, annotations: { serving.knative.dev/rollout-duration: 1500ms }";
    expect(said(admitYaml(object("Route", "{ traffic: [{ revisionName: a, percent: 100 }] }", metadata)))).toEqual([
      'serving-annotation metadata.annotations[serving.knative.dev/rollout-duration]: serving.knative.dev/rollout-duration is "1500ms": only whole seconds count. Round it to seconds.',
    ]);
  });
});

describe("a Revision", () => {
  it("is judged like a template, with its annotations on itself", () => {
    const metadata = "name: orders-00001, annotations: { autoscaling.knative.dev/window: 2s }";
    expect(
      admitYaml(object("Revision", "{ containers: [{ image: a/b }], timeoutSeconds: 601 }", metadata)).map(
        ({ code, field }) => [code, field],
      ),
    ).toEqual([
      ["autoscaling-annotation", "metadata.annotations[autoscaling.knative.dev/window]"],
      ["revision-spec", "spec.timeoutSeconds"],
    ]);
  });

  it("never changes, and nothing else is looked at where that is tried", () => {
    const revision = (seconds: number, annotation: string): string =>
      object(
        "Revision",
        `{ containers: [{ image: a/b }], timeoutSeconds: ${seconds} }`,
        `name: orders-1, annotations: { autoscaling.knative.dev/min-scale: '${annotation}' }`,
      );
    expect(changed(revision(30, "1"), revision(31, "-1"))).toEqual(["immutable-field spec"]);
  });
});

describe("a DomainMapping", () => {
  const ref = "ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: orders }";

  it("is named after its domain and leads into its own namespace", () => {
    const text = object("DomainMapping", `{ ${ref} }`, "name: shop.example.com, namespace: shop");
    expect(admitYaml(text)).toEqual([]);
    expect(defaultedYaml(text).spec).toEqual({
      ref: { apiVersion: "serving.knative.dev/v1", kind: "Service", name: "orders", namespace: "shop" },
    });
  });

  it.each([
    ["shop", '"shop" is no domain: should be a domain with at least two segments separated by dots.'],
    ["shop.svc.cluster.local", '"shop.svc.cluster.local" is a name of the cluster itself.'],
  ])("refuses %s as a domain", (name, message) => {
    expect(admitYaml(object("DomainMapping", `{ ${ref} }`, `name: ${name}`)).map((one) => one.message)).toEqual([
      message,
    ]);
  });

  it("takes the cluster's own domain from sluice.yaml", () => {
    const text = object("DomainMapping", `{ ${ref} }`, "name: shop.corp.example");
    expect(admitYaml(text, { clusterDomain: "corp.example" }).map(({ code }) => code)).toEqual(["domain-name"]);
  });

  it("refuses a target elsewhere, one by group, one that is half named, and warns of a Broker", () => {
    const other = "{ ref: { group: g, kind: Broker, name: orders, namespace: other } }";
    expect(said(admitYaml(object("DomainMapping", other, "name: a.example, namespace: shop")))).toEqual([
      "domain-target spec.ref.apiVersion: This DomainMapping does not say the apiVersion of what it leads to. Write spec.ref.apiVersion.",
      "domain-target spec.ref.group: A DomainMapping finds its target by apiVersion, not by group. Remove group, and write apiVersion.",
      "domain-target spec.ref.kind: A Broker's address has a path, so no domain can be mapped to it. Map the domain to a Service that sends to the Broker.",
      'domain-target spec.ref.namespace: The target is in the namespace "other", the DomainMapping in "shop". Move the DomainMapping to other; it cannot lead elsewhere.',
    ]);
  });
});

describe("what no cluster refuses, and what does not do what it says", () => {
  const service = (spec: string, metadata = "name: orders"): string => object("Service", spec, metadata);

  it.each([
    [
      "name: orders, labels: { serving.knative.dev/visibility: cluster-local }",
      "visibility-ignored metadata.labels[serving.knative.dev/visibility]: Nothing reads the label serving.knative.dev/visibility since Knative 0.18: this Service is public. Write the label networking.knative.dev/visibility: cluster-local.",
    ],
    [
      "name: orders, labels: { networking.knative.dev/visibility: private }",
      'visibility-ignored metadata.labels[networking.knative.dev/visibility]: networking.knative.dev/visibility is "private", which has no effect: this Service is public. Write cluster-local, or remove the label.',
    ],
    [
      "name: orders, annotations: { networking.knative.dev/visibility: cluster-local }",
      "visibility-ignored metadata.annotations[networking.knative.dev/visibility]: networking.knative.dev/visibility is a label; as an annotation it has no effect: this Service is public. Write the label networking.knative.dev/visibility: cluster-local.",
    ],
  ])("warns of a Service that stays public: %s", (metadata, finding) => {
    const findings = admitYaml(service(`{ ${TEMPLATE} }`, metadata));
    expect(said(findings)).toEqual([finding]);
    expect(findings.map(({ severity }) => severity)).toEqual(["warning"]);
  });

  it("warns of an annotation that nothing reads, and of an autoscaler without a goal", () => {
    const annotations =
      "autoscaling.knative.dev/minscale: '1', autoscaling.knative.dev/class: hpa.autoscaling.knative.dev";
    const text = service(
      `{ template: { metadata: { annotations: { ${annotations} } }, spec: { containers: [{ image: a/b }] } } }`,
    );
    expect(said(admitYaml(text))).toEqual([
      "autoscaling-unknown spec.template.metadata.annotations[autoscaling.knative.dev/minscale]: Nothing reads the annotation autoscaling.knative.dev/minscale. Did you mean autoscaling.knative.dev/min-scale?",
      "autoscaling-no-target spec.template.metadata.annotations[autoscaling.knative.dev/class]: This revision is scaled by a HorizontalPodAutoscaler that gets nothing to scale by: autoscaling.knative.dev/target is missing. Write autoscaling.knative.dev/target: percent for the metric cpu, MiB for memory, otherwise the average of each instance.",
    ]);
  });

  it("warns of another Service's revision, and of a phase that outlasts its request", () => {
    const text = service(
      "{ template: { spec: { timeoutSeconds: 10, idleTimeoutSeconds: 20, containers: [{ image: a/b }] } }, traffic: [{ revisionName: stock-1, percent: 100 }] }",
    );
    expect(said(admitYaml(text))).toEqual([
      "revision-timeouts spec.template.spec.idleTimeoutSeconds: idleTimeoutSeconds is 20, but a request ends after timeoutSeconds (10) already. Lower it, or raise timeoutSeconds.",
      'traffic-foreign-revision spec.traffic[0].revisionName: "stock-1" is no revision of this Service: their names begin with "orders-". Write the whole name of a revision, such as orders-00001.',
    ]);
  });

  it("says what to do instead of a pod's field that a Service does not take", () => {
    const text = service(
      "{ replicas: 2, template: { spec: { restartPolicy: Always, containers: [{ image: a/b, stdin: true, lifecycle: {} }] } } }",
    );
    expect(admitYaml(text).map(({ field, mend }) => [field, mend])).toEqual([
      [
        "spec.replicas",
        "Knative Services take no replicas: the annotations autoscaling.knative.dev/min-scale and autoscaling.knative.dev/max-scale of spec.template say how many instances run.",
      ],
      [
        "spec.template.spec.restartPolicy",
        "Remove restartPolicy: containers of a Knative Service are always started again.",
      ],
      [
        "spec.template.spec.containers[0].stdin",
        "Knative Services take no stdin: they answer HTTP. Run what reads a terminal as a Job.",
      ],
      [
        "spec.template.spec.containers[0].lifecycle",
        "Knative Services take no lifecycle: start work in the program itself, and end it on SIGTERM.",
      ],
    ]);
  });
});

describe("a cluster that is configured otherwise", () => {
  const service = (spec: string): string => object("Service", `{ template: { spec: ${spec} } }`);

  it("has its own limits", () => {
    const text = service("{ timeoutSeconds: 900, containerConcurrency: 0, containers: [{ image: a/b }] }");
    const servingConfigMaps = {
      "config-defaults": {
        "max-revision-timeout-seconds": "1200",
        "allow-container-concurrency-zero": "false",
        "container-concurrency-max-limit": "50",
      },
    };
    expect(said(admitYaml(text, { servingConfigMaps }))).toEqual([
      "revision-spec spec.template.spec.containerConcurrency: containerConcurrency is 0, but must be from 1 to 50. Write a value from 1 to 50.",
    ]);
  });

  it("has its own defaults, in canonical form", () => {
    const servingConfigMaps = {
      "config-defaults": {
        "revision-timeout-seconds": "400",
        "revision-response-start-timeout-seconds": "350",
        "revision-idle-timeout-seconds": "20",
        "container-concurrency": "5",
        "enable-service-links": "true",
        "container-name-template": "{{ .Name }}-{{.Namespace}}",
        "revision-cpu-request": "0.5",
        "revision-memory-limit": "200M",
      },
    };
    const text = object("Service", `{ ${TEMPLATE} }`, "name: orders, namespace: shop");
    expect(defaultedYaml(text, { servingConfigMaps }).spec?.template).toEqual({
      metadata: {},
      spec: {
        containerConcurrency: 5,
        containers: [
          {
            name: "orders-shop",
            image: "a/b",
            readinessProbe: { successThreshold: 1, tcpSocket: { port: 0 } },
            resources: { limits: { memory: "200M" }, requests: { cpu: "500m" } },
          },
        ],
        enableServiceLinks: true,
        idleTimeoutSeconds: 20,
        responseStartTimeoutSeconds: 350,
        timeoutSeconds: 400,
      },
    });
  });

  it("has its own autoscaler", () => {
    const servingConfigMaps = {
      "config-autoscaler": {
        "pod-autoscaler-class": "hpa.autoscaling.knative.dev",
        "max-scale-limit": "5",
        "allow-zero-initial-scale": "true",
      },
    };
    const scaled = (annotations: string): string =>
      object(
        "Service",
        `{ template: { metadata: { annotations: { ${annotations} } }, spec: { containers: [{ image: a/b }] } } }`,
      );
    const all =
      "autoscaling.knative.dev/metric: cpu, autoscaling.knative.dev/initial-scale: '0', autoscaling.knative.dev/max-scale: '0'";
    expect(said(admitYaml(scaled(all), { servingConfigMaps }))).toEqual([
      "autoscaling-annotation spec.template.metadata.annotations[autoscaling.knative.dev/max-scale]: autoscaling.knative.dev/max-scale is 0, but must be from 1 to 5. Write a value from 1 to 5.",
    ]);
  });
});
