import { describe, expect, it } from "vitest";
import { admitYaml, said } from "../../harness.ts";

const service = (spec: string, metadata = ""): string =>
  `{ apiVersion: serving.knative.dev/v1, kind: Service, metadata: { name: orders${metadata} }, spec: ${spec} }`;
const container = (fields: string): string =>
  service(`{ template: { spec: { containers: [{ image: a/b, ${fields} }] } } }`);
const volume = (source: string): string =>
  service(
    `{ template: { spec: { containers: [{ image: a/b, volumeMounts: [{ name: data, mountPath: /data }] }], volumes: [{ name: data, ${source} }] } } }`,
  );

describe("a sound Service", () => {
  it.each([
    container(
      "ports: [{ containerPort: 8080, name: h2c }], env: [{ name: A, value: b }], resources: { limits: { memory: 1Gi } }",
    ),
    volume("emptyDir: {}"),
    volume("configMap: { name: c }"),
    service(
      "{ template: { metadata: { name: orders-v2 }, spec: { containers: [{ image: a/b }] } }, traffic: [{ tag: current, revisionName: orders-v1, percent: 100 }, { tag: candidate, revisionName: orders-v2, percent: 0 }] }",
    ),
  ])("passes: %s", (text) => {
    expect(admitYaml(text)).toEqual([]);
  });
});

describe("volumes", () => {
  const CLAIM = "kubernetes.podspec-persistent-volume-claim";
  const WRITE = "kubernetes.podspec-persistent-volume-write";
  const claim = volume("persistentVolumeClaim: { claimName: c }");

  it("names both flags that a claim needs", () => {
    expect(said(admitYaml(claim))).toEqual([
      `revision-volume spec.template.spec.volumes[0].persistentVolumeClaim: The volume "data" is a persistentVolumeClaim, which needs the feature flags ${CLAIM} and ${WRITE}. Enable ${CLAIM} and ${WRITE} in config-features of knative-serving and in sluice.yaml, or use a secret, configMap, projected or emptyDir volume.`,
    ]);
  });

  it("names the one that is still missing", () => {
    expect(said(admitYaml(claim, { servingFeatures: { [CLAIM]: "enabled" } }))).toEqual([
      `revision-volume spec.template.spec.volumes[0].persistentVolumeClaim: The volume "data" is written to, which needs the feature flag ${WRITE} too. Write readOnly: true, or enable ${WRITE} in config-features of knative-serving and in sluice.yaml.`,
    ]);
  });

  it("is content once both are on", () => {
    expect(admitYaml(claim, { servingFeatures: { [CLAIM]: "enabled", [WRITE]: "enabled" } })).toEqual([]);
  });

  it("wants every volume mounted, and every mount to have a volume", () => {
    const text = volume("emptyDir: {}").replace("volumes: [{ name: data", "volumes: [{ name: date");
    expect(said(admitYaml(text))).toEqual([
      'revision-volume spec.template.spec.volumes[0].name: No container mounts the volume "date". Mount it, or remove it.',
      'volume-mount spec.template.spec.containers[0].volumeMounts[0].name: There is no volume "data". Add the volume, or correct the name.',
    ]);
  });
});

describe("containers", () => {
  it("says what belongs to Knative", () => {
    const text = container(
      "name: queue-proxy, env: [{ name: PORT, value: '1' }], ports: [{ containerPort: 8012, name: http2 }]",
    );
    expect(said(admitYaml(text))).toEqual([
      'revision-containers spec.template.spec.containers[0].name: The name "queue-proxy" belongs to Knative. Choose another name.',
      "container-env spec.template.spec.containers[0].env[0].name: Knative sets PORT itself. Remove PORT; containerPort decides PORT.",
      "container-port spec.template.spec.containers[0].ports[0].containerPort: containerPort 8012 belongs to Knative's queue-proxy. Choose another port, such as 8080.",
      'container-port spec.template.spec.containers[0].ports[0].name: The port\'s name "http2" says no protocol that Knative knows. Write h2c for HTTP/2 and gRPC, http1, or leave the name out.',
    ]);
  });

  it("refuses an image reference that cannot be pulled", () => {
    expect(said(admitYaml(service("{ template: { spec: { containers: [{ image: Bad Name }] } } }")))).toEqual([
      'revision-containers spec.template.spec.containers[0].image: "Bad Name" is no image reference: its repository may hold only small letters, digits, _, -, . and /. Write it like ghcr.io/shop/orders:1.4.',
    ]);
  });

  it("says once that there is no container", () => {
    expect(admitYaml(service("{ template: { spec: {} } }")).map(({ code, field }) => [code, field])).toEqual([
      ["missing-field", "spec.template.spec.containers"],
    ]);
  });

  it("reports a field that Serving drops once, as an unknown one", () => {
    expect(admitYaml(container("lifecycle: {}")).map(({ code, field }) => [code, field])).toEqual([
      ["unknown-field", "spec.template.spec.containers[0].lifecycle"],
    ]);
  });

  it.each([
    ["readinessProbe: { httpGet: {}, tcpSocket: {} }", "container-probe", "readinessProbe"],
    ["readinessProbe: { httpGet: { port: web } }", "container-probe", "readinessProbe.httpGet.port"],
    ["securityContext: { privileged: true }", "security-context", "securityContext.privileged"],
    ["envFrom: [{ configMapRef: { name: a }, secretRef: { name: b } }]", "container-env", "envFrom[0]"],
  ])("refuses %s", (fields, code, field) => {
    expect(admitYaml(container(fields)).map((finding) => [finding.code, finding.field])).toEqual([
      [code, `spec.template.spec.containers[0].${field}`],
    ]);
  });
});

describe("traffic", () => {
  it("counts shares and says what each target lacks", () => {
    const text = service(
      "{ template: { spec: { containers: [{ image: a/b }] } }, traffic: [{ percent: 50, revisionName: orders-x }, { percent: 20, latestRevision: false }] }",
    );
    expect(said(admitYaml(text))).toEqual([
      "traffic spec.traffic[1].latestRevision: This target is not the latest revision, but names none. Write revisionName.",
      "traffic spec.traffic: The targets' percent sum to 70. Make them sum to 100; a target without percent counts 0.",
    ]);
  });
});

describe("names and annotations", () => {
  it("knows where autoscaling belongs, and its ranges", () => {
    const text = service(
      "{ template: { metadata: { name: other-v1, annotations: { autoscaling.knative.dev/min-scale: '5', autoscaling.knative.dev/max-scale: '3', autoscaling.knative.dev/window: 5s } }, spec: { timeoutSeconds: 900, containers: [{ image: a/b }] } } }",
      ", annotations: { autoscaling.knative.dev/min-scale: '1' }",
    );
    expect(said(admitYaml(text))).toEqual([
      "serving-annotation metadata.annotations[autoscaling.knative.dev/min-scale]: autoscaling.knative.dev/min-scale has no effect on the Service itself. Move it to spec.template.metadata.annotations.",
      "revision-spec spec.template.spec.timeoutSeconds: timeoutSeconds is 900, but must be from 0 to 600. Write a value from 0 to 600.",
      'revision-name spec.template.metadata.name: The revision\'s name "other-v1" does not begin with "orders-". Write orders-other-v1, or leave the name to the cluster.',
      'autoscaling-annotation spec.template.metadata.annotations[autoscaling.knative.dev/max-scale]: autoscaling.knative.dev/max-scale is "3": it is below min-scale (5). Raise max-scale, lower min-scale, or write 0 for no limit.',
      "autoscaling-annotation spec.template.metadata.annotations[autoscaling.knative.dev/window]: autoscaling.knative.dev/window is 5s, but must be from 6s to 1h0m0s. Write a value from 6s to 1h0m0s.",
    ]);
  });

  it("refuses a name that no Service of Kubernetes may have", () => {
    const text = service("{ template: { spec: { containers: [{ image: a/b }] } } }").replace(
      "name: orders",
      "name: 1st",
    );
    expect(admitYaml(text)).toMatchObject([
      {
        code: "serving-name",
        field: "metadata.name",
        mend: "Use at most 63 small letters, digits and hyphens, and begin with a letter.",
      },
    ]);
  });
});
