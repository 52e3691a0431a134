import type { GraphObject } from "./graph-object.ts";
import { textsAt } from "./read.ts";

const WORKLOADS = new Set(["apps/Deployment", "apps/StatefulSet", "apps/DaemonSet"]);

/** Finds the workload behind a core Service by its labels, and any workload by its key. */
export class Workloads {
  private readonly byLabel = new Map<string, GraphObject[]>();

  public constructor(objects: Iterable<GraphObject>) {
    for (const object of objects) {
      if (!WORKLOADS.has(object.groupKind)) continue;
      for (const [name, value] of Object.entries(podLabels(object))) {
        const label = labelKey(object.namespace, name, value);
        const list = this.byLabel.get(label);
        if (list === undefined) this.byLabel.set(label, [object]);
        else list.push(object);
      }
    }
  }

  /** The workload whose pods a Service selects, if exactly one among the manifests has all the labels. */
  public selectedBy(service: GraphObject): GraphObject | undefined {
    const selector = Object.entries(textsAt(service.spec, "selector"));
    const lists = selector.map(([name, value]) => this.byLabel.get(labelKey(service.namespace, name, value)) ?? []);
    const [shortest, ...others] = lists.sort((a, b) => a.length - b.length);
    const candidates = (shortest ?? []).filter((object) => {
      const labels = podLabels(object);
      return others.length === 0 || selector.every(([name, value]) => labels[name] === value);
    });
    return candidates.length === 1 ? candidates[0] : undefined;
  }
}

function podLabels(object: GraphObject): Readonly<Record<string, string>> {
  return textsAt(object.spec, "template", "metadata", "labels");
}

function labelKey(namespace: string, name: string, value: string): string {
  return `${namespace}/${name}=${value}`;
}
