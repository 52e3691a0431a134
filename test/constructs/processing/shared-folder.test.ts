import { expect, test } from "vitest";
import { toManifests } from "../../../constructs/adapter/manifests.ts";
import { SharedFolder, SqlQuery } from "../../../constructs/processing/index.ts";
import { admit, DEFAULT_SETTINGS } from "../../../src/manifests/index.ts";
import { refusal, shop, yamlOf } from "../harness.ts";
import { folder, query } from "./processing.ts";

test("is a claim that many pods may write to", () => {
  expect(
    yamlOf((chart) => {
      new SharedFolder(chart, "tables", {
        size: "20Gi",
        storageClassName: "nfs",
        metadata: { name: "tables" },
      });
    }),
  ).toBe(`apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: tables
  namespace: shop
spec:
  accessModes:
    - ReadWriteMany
  resources:
    requests:
      storage: 20Gi
  storageClassName: nfs
`);
});

test("a claim that is made elsewhere is only named", () => {
  const chart = shop();
  new SqlQuery(chart, "runner", { ...query, store: SharedFolder.fromClaim("existing.claim") });
  const [service, ...others] = toManifests(chart);
  expect(others).toEqual([]);
  expect(service?.manifest.spec).toMatchObject({
    template: {
      spec: {
        containers: [{ volumeMounts: [{ name: "existing-claim", mountPath: "/mnt/existing.claim" }] }],
        volumes: [{ name: "existing-claim", persistentVolumeClaim: { claimName: "existing.claim" } }],
      },
    },
  });
});

test("is refused by a cluster as Knative ships it, and the finding names both flags", () => {
  const chart = shop();
  new SqlQuery(chart, "runner", { ...query, store: folder(chart, "tables") });
  const manifests = toManifests(chart);
  const told = admit(manifests, DEFAULT_SETTINGS).map(({ message, mend }) => `${message} ${mend ?? ""}`);
  expect(told.join("\n")).toContain("kubernetes.podspec-persistent-volume-claim");
  expect(told.join("\n")).toContain("kubernetes.podspec-persistent-volume-write");
  const servingFeatures = {
    "kubernetes.podspec-persistent-volume-claim": "enabled",
    "kubernetes.podspec-persistent-volume-write": "enabled",
  };
  expect(admit(manifests, { ...DEFAULT_SETTINGS, servingFeatures })).toEqual([]);
});

test("refuses a name no claim can have", () => {
  expect(refusal(() => folder(shop(), "No Claim"))).toMatchObject({ code: "invalid-name" });
});
