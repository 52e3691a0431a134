import { describe, expect, it } from "vitest";
import { convertDeployment } from "../../../src/manifests/convert/deployment.ts";
import { admit, DEFAULT_SETTINGS, type Manifest, readManifests } from "../../../src/manifests/index.ts";

function deployment(spec: string, metadata = "name: orders"): Manifest {
  const text = `{ apiVersion: apps/v1, kind: Deployment, metadata: { ${metadata} }, spec: ${spec} }`;
  const { manifests, diagnostics } = readManifests([{ path: "a.yaml", text }]);
  const [first] = manifests;
  if (first === undefined || diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  return first.manifest;
}

const pod = (fields: string): Manifest => deployment(`{ template: { spec: { ${fields} } } }`);
const container = (fields: string): Manifest => pod(`containers: [{ image: a/b, ${fields} }]`);

/** What is lost, and the container that is left. */
function converted(manifest: Manifest, options: Parameters<typeof convertDeployment>[1] = {}): unknown {
  const { template, losses } = convertDeployment(manifest, options);
  return { lost: losses.map(({ field }) => field.replace("spec.template.spec.", "")), spec: template.spec };
}

describe("convertDeployment", () => {
  it("carries everything over that a Knative Service takes", () => {
    const spec =
      "{ selector: { matchLabels: { app: orders } }, progressDeadlineSeconds: 60, template: { metadata: { labels: { app: orders }, annotations: { team: a } }, spec: { serviceAccount: sa, imagePullSecrets: [{ name: r }], automountServiceAccountToken: false, containers: [{ name: app, image: a/b, env: [{ name: A, value: b }], ports: [{ containerPort: 3000 }], resources: { limits: { cpu: 1 } } }] } } }";
    const metadata =
      "name: orders, labels: { app: orders }, annotations: { deployment.kubernetes.io/revision: '3', owner: me }";
    expect(convertDeployment(deployment(spec, metadata))).toEqual({
      metadata: { labels: { app: "orders" }, annotations: { owner: "me" } },
      template: {
        metadata: {
          labels: { app: "orders" },
          annotations: { team: "a", "serving.knative.dev/progress-deadline": "60s" },
        },
        spec: {
          serviceAccountName: "sa",
          imagePullSecrets: [{ name: "r" }],
          automountServiceAccountToken: false,
          containers: [
            {
              name: "app",
              image: "a/b",
              env: [{ name: "A", value: "b" }],
              resources: { limits: { cpu: 1 } },
              ports: [{ containerPort: 3000 }],
            },
          ],
        },
      },
      losses: [],
    });
  });

  it("says nothing of what Kubernetes fills in", () => {
    const spec =
      "{ revisionHistoryLimit: 10, strategy: { type: RollingUpdate, rollingUpdate: { maxSurge: 25%, maxUnavailable: 25% } }, template: { metadata: { creationTimestamp: null }, spec: { restartPolicy: Always, dnsPolicy: ClusterFirst, schedulerName: default-scheduler, terminationGracePeriodSeconds: 30, securityContext: {}, containers: [{ image: a/b, terminationMessagePath: /dev/termination-log, stdin: false }] } } }";
    expect(converted(deployment(spec))).toEqual({
      lost: [],
      spec: { containers: [{ image: "a/b", terminationMessagePath: "/dev/termination-log" }] },
    });
  });

  it("tells replicas, unless something else says how many", () => {
    const given = deployment("{ replicas: 3, template: { spec: { containers: [{ image: a/b }] } } }");
    expect(convertDeployment(given).losses).toEqual([
      {
        field: "spec.replicas",
        message:
          "replicas: 3 is not carried over: a Knative Service runs as many instances as its requests need, down to none.",
        mend: "Write scale: { min: 3 } to keep as many at all times, or scale: {} to leave it to the requests.",
        source: "knative/serving.md §4",
      },
    ]);
    expect(convertDeployment(given, { isScaled: true }).losses).toEqual([]);
  });

  it.each([
    "hostNetwork: true",
    "nodeSelector: { disk: ssd }",
    "affinity: { podAffinity: {} }",
    "securityContext: { runAsUser: 1 }",
    "dnsPolicy: Default",
  ])("leaves out what needs a flag, and keeps it where the flag is on: %s", (fields) => {
    const [field = ""] = fields.split(":");
    const given = pod(`${fields}, containers: [{ image: a/b }]`);
    expect(converted(given)).toEqual({ lost: [field], spec: { containers: [{ image: "a/b" }] } });
    const flag = `kubernetes.podspec-${field.toLowerCase()}`;
    expect(converted(given, { features: { [flag]: "Enabled" } })).toMatchObject({ lost: [], spec: { [field]: {} } });
  });

  it("leaves out volumes that are not allowed, with their mounts, and those that nobody mounts", () => {
    const fields =
      "containers: [{ image: a/b, volumeMounts: [{ name: c, mountPath: /c }, { name: d, mountPath: /d }, { name: nfs, mountPath: /n }, { name: e, mountPath: /e }] }], volumes: [{ name: c, configMap: { name: c } }, { name: d, persistentVolumeClaim: { claimName: d } }, { name: nfs, nfs: { server: s, path: / } }, { name: e }, { name: x, emptyDir: {} }]";
    expect(converted(pod(fields))).toEqual({
      lost: ["volumes[1].persistentVolumeClaim", "volumes[2].nfs", "volumes[4]"],
      spec: {
        containers: [
          {
            image: "a/b",
            volumeMounts: [
              { name: "c", mountPath: "/c" },
              { name: "e", mountPath: "/e" },
            ],
          },
        ],
        volumes: [
          { name: "c", configMap: { name: "c" } },
          { name: "e", emptyDir: {} },
        ],
      },
    });
    const CLAIM = "kubernetes.podspec-persistent-volume-claim";
    const written = convertDeployment(pod(fields), { features: { [CLAIM]: "enabled" } }).losses[0];
    expect(written?.message).toBe(
      'The volume "d" (persistentVolumeClaim), which is written to, is not carried over: it needs the feature flag kubernetes.podspec-persistent-volume-write.',
    );
  });

  it("keeps one port, the first or the one that is chosen, and probes by number", () => {
    const fields =
      "ports: [{ name: grpc, containerPort: 9000 }, { name: web, containerPort: 3000, hostPort: 80 }], readinessProbe: { httpGet: { port: web, path: / }, failureThreshold: 2 }, livenessProbe: { tcpSocket: { port: grpc } }";
    const probes = {
      livenessProbe: { tcpSocket: { port: 9000 } },
      readinessProbe: { httpGet: { port: 3000, path: "/" }, failureThreshold: 2, periodSeconds: 10 },
    };
    expect(converted(container(fields))).toEqual({
      lost: ["containers[0].ports[1]"],
      spec: { containers: [{ image: "a/b", ports: [{ name: "h2c", containerPort: 9000 }], ...probes }] },
    });
    expect(converted(container(fields), { port: "web" })).toEqual({
      lost: ["containers[0].ports[0]", "containers[0].ports[1].hostPort"],
      spec: { containers: [{ image: "a/b", ports: [{ containerPort: 3000 }], ...probes }] },
    });
  });

  it("sends requests to one of several containers; the others may have no port and no probe", () => {
    const fields =
      "containers: [{ name: proxy, image: a/p, ports: [{ containerPort: 1 }] }, { name: app, image: a/b, ports: [{ containerPort: 2 }], livenessProbe: { exec: { command: [a] } }, env: [{ name: PORT, value: x }] }]";
    expect(converted(pod(fields))).toEqual({
      lost: ["containers[1].ports[0]", "containers[1].livenessProbe"],
      spec: {
        containers: [
          { name: "proxy", image: "a/p", ports: [{ containerPort: 1 }] },
          { name: "app", image: "a/b", env: [{ name: "PORT", value: "x" }] },
        ],
      },
    });
    expect(converted(pod(fields), { container: "app" })).toMatchObject({
      lost: ["containers[0].ports[0]", "containers[1].env[0]"],
    });
  });

  it.each([
    ["lifecycle: { preStop: {} }", "lifecycle"],
    ["stdin: true", "stdin"],
    ["volumeDevices: [{ name: a, devicePath: /b }]", "volumeDevices"],
    ["securityContext: { privileged: true, runAsUser: 1 }", "securityContext.privileged"],
    ["securityContext: { capabilities: { add: [NET_ADMIN], drop: [ALL] } }", "securityContext.capabilities.add"],
    ["env: [{ name: K_SERVICE, value: a }]", "env[0]"],
    ["env: [{ name: IP, valueFrom: { fieldRef: { fieldPath: status.podIP } } }]", "env[0].valueFrom.fieldRef"],
    ["resources: { claims: [{ name: gpu }] }", "resources.claims"],
    ["ports: [{ containerPort: 53, protocol: UDP }]", "ports[0].protocol"],
  ])("tells %s", (fields, field) => {
    expect(converted(container(fields))).toMatchObject({ lost: [`containers[0].${field}`] });
  });

  it("leaves what a cluster as shipped accepts", () => {
    const everything = deployment(
      "{ replicas: 2, paused: true, minReadySeconds: 3, strategy: { type: Recreate }, template: { spec: { hostPID: true, nodeName: n, tolerations: [{ key: a }], terminationGracePeriodSeconds: 5, initContainers: [{ image: a/i }], containers: [{ image: a/b, tty: true, ports: [{ name: web, containerPort: 80, protocol: TCP }, { containerPort: 81 }], startupProbe: { httpGet: { port: web } }, volumeMounts: [{ name: h, mountPath: /h, mountPropagation: Bidirectional }, { name: s, mountPath: /s, subPathExpr: $(A) }] }, { image: a/c, readinessProbe: { exec: { command: [a] } } }], volumes: [{ name: h, hostPath: { path: / } }, { name: s, secret: { secretName: s } }] } } }",
    );
    const { template } = convertDeployment(everything);
    const manifest: Manifest = {
      apiVersion: "serving.knative.dev/v1",
      kind: "Service",
      metadata: { name: "orders" },
      spec: { template },
    };
    expect(admit([{ manifest, place: {}, placeOf: () => ({}) }], DEFAULT_SETTINGS)).toEqual([]);
  });

  it.each(["{}", "{ template: 5 }", "{ template: { spec: { containers: [5], volumes: {}, initContainers: a } } }"])(
    "does not fail over %s",
    (spec) => {
      expect(convertDeployment(deployment(spec)).losses).toEqual([]);
    },
  );
});
