import { SHARED_SHAPES } from "../generated/shared.ts";
import type { ObjectShape, Shape } from "../schema/index.ts";

const TRAFFIC_TARGET: ObjectShape = {
  fields: {
    configurationName: "string",
    latestRevision: "boolean",
    percent: "int64",
    revisionName: "string",
    tag: "string",
    url: "url",
  },
};

/**
 * Serving's structs as its webhook reads them: with the whole pod of Kubernetes, of which the CustomResourceDefinition
 * keeps only a part. The webhook's rules speak of fields that the definition drops (serving.md §0).
 */
export const SERVING_SHAPES: Readonly<Record<string, ObjectShape>> = {
  "serving.RevisionTemplateSpec": { fields: { metadata: "#ObjectMeta", spec: "#serving.RevisionSpec" } },
  "serving.RevisionSpec": {
    fields: {
      ...SHARED_SHAPES.PodSpec?.fields,
      containerConcurrency: "int64",
      timeoutSeconds: "int64",
      responseStartTimeoutSeconds: "int64",
      idleTimeoutSeconds: "int64",
    },
  },
  "serving.TrafficTarget": TRAFFIC_TARGET,
  "serving.Reference": {
    fields: {
      kind: "string",
      namespace: "string",
      name: "string",
      apiVersion: "string",
      group: "string",
      address: "string",
    },
  },
};

/** The spec of Serving's kinds as the webhook reads it, by kind. */
export const SERVING_SPECS: Readonly<Record<string, Shape>> = {
  Service: kept({ template: "#serving.RevisionTemplateSpec", traffic: { list: "#serving.TrafficTarget" } }),
  Configuration: kept({ template: "#serving.RevisionTemplateSpec" }),
  Route: kept({ traffic: { list: "#serving.TrafficTarget" } }),
  Revision: { struct: "#serving.RevisionSpec", unknown: "ignored" },
  DomainMapping: kept({ ref: "#serving.Reference", tls: { fields: { secretName: "string" } } }),
};

function kept(fields: ObjectShape["fields"]): Shape {
  return { struct: { fields }, unknown: "ignored" };
}
