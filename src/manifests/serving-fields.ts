/**
 * Fields of pods and containers of Kubernetes that a Knative Service has no place for, with what to do instead
 * (serving.md §3.4, §3.5, §6).
 */
const INSTEAD: Readonly<Record<string, string>> = {
  lifecycle: "Knative Services take no lifecycle: start work in the program itself, and end it on SIGTERM.",
  stdin: "Knative Services take no stdin: they answer HTTP. Run what reads a terminal as a Job.",
  stdinOnce: "Knative Services take no stdinOnce: they answer HTTP. Run what reads a terminal as a Job.",
  tty: "Knative Services take no tty: they answer HTTP. Run what needs a terminal as a Job.",
  volumeDevices: "Knative Services take no block devices: mount a volume, or talk to a store over the network.",
  resizePolicy: "Knative Services take no resizePolicy: a new revision brings new resources.",
  restartPolicy: "Remove restartPolicy: containers of a Knative Service are always started again.",
  hostPort: "Remove hostPort: requests reach a Knative Service through its Route.",
  hostIP: "Remove hostIP: requests reach a Knative Service through its Route.",
  terminationGracePeriodSeconds:
    "Knative Services take no terminationGracePeriodSeconds: write timeoutSeconds, how long a request may take.",
  activeDeadlineSeconds: "Knative Services take no activeDeadlineSeconds: write timeoutSeconds, or use a Job.",
  nodeName:
    "Knative Services take no nodeName: use nodeSelector, which needs the feature flag kubernetes.podspec-nodeselector.",
  hostname: "Knative Services take no hostname: they are called by the name of their Route.",
  subdomain: "Knative Services take no subdomain: they are called by the name of their Route.",
  priority:
    "Knative Services take no priority: use priorityClassName, which needs the feature flag kubernetes.podspec-priorityclassname.",
  ephemeralContainers: "Remove ephemeralContainers: kubectl debug adds them to a pod that runs.",
  replicas:
    "Knative Services take no replicas: the annotations autoscaling.knative.dev/min-scale and autoscaling.knative.dev/max-scale of spec.template say how many instances run.",
  selector: "Remove selector: Knative labels the pods of its revisions itself.",
  strategy: "Knative Services take no strategy: shares of spec.traffic move requests from one revision to the next.",
  minReadySeconds: "Remove minReadySeconds: a revision gets requests once its readinessProbe succeeds.",
  revisionHistoryLimit: "Remove revisionHistoryLimit: the cluster collects revisions that nothing leads to.",
  progressDeadlineSeconds: "Write the annotation serving.knative.dev/progress-deadline on spec.template, such as 600s.",
};

/** What to do instead of a field that Knative Services do not take; undefined for fields that nobody expects there. */
export function insteadOfField(field: string): string | undefined {
  return Object.hasOwn(INSTEAD, field) ? INSTEAD[field] : undefined;
}
