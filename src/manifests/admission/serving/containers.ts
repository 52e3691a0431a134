import { isObject } from "../../is-object.ts";
import type { Context, Report } from "../fault.ts";
import { type At, below } from "./at.ts";
import { checkEnv, checkEnvFrom } from "./env.ts";
import { imageFault } from "./image-reference.ts";
import { checkMask } from "./mask.ts";
import { checkMounts } from "./mounts.ts";
import { checkPort, checkPortCount } from "./ports.ts";
import { checkProbes } from "./probes.ts";
import { Say } from "./say.ts";
import { checkSecurityContext } from "./security-context.ts";
import type { Volumes } from "./volumes.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What part a container plays: the one that gets requests, one beside it, or one that runs before. */
export type Role = "user" | "sidecar" | "init";

/** The containers of a revision: how many, which gets requests, and each by its part (CTR-1 to CTR-9, PORT-1). */
export function checkContainers(spec: Fields, volumes: Volumes, where: At, context: Context, report: Report): void {
  const containers = listOf(spec.containers);
  const init = listOf(spec.initContainers);
  const say = new Say("revision-containers", "CTR-1, CTR-4", report);
  if (containers.length === 0) {
    say.missing(below(where, ".containers"), "This revision has no container.", "Add a container with an image.");
  }
  if (containers.length > 1 && context.features.serving("multi-container") !== "enabled") {
    say.error(
      below(where, ".containers"),
      `There are ${containers.length} containers, but the feature flag multi-container is not enabled.`,
      "Keep one container, or enable multi-container in config-features of knative-serving and in sluice.yaml.",
      { message: `multi-container is off, but found ${containers.length} containers`, paths: [] },
    );
  } else checkEach(containers, volumes, where, context, report);
  const hasInit = context.features.serving("kubernetes.podspec-init-containers") === "enabled";
  if (hasInit) {
    init.forEach((container, index) => {
      // Init containers are reported as containers (PATH-1).
      const place = below(where, `.initContainers[${index}]`, `.containers[${index}]`);
      checkContainer(container, "init", volumes, place, context, report);
    });
  }
  checkNames(containers, hasInit ? init : [], where, say);
}

function checkEach(containers: readonly Fields[], volumes: Volumes, where: At, context: Context, report: Report): void {
  checkPortCount(containers, where, report);
  containers.forEach((container, index) => {
    const isUser = containers.length === 1 || listOf(container.ports).length > 0;
    checkContainer(
      container,
      isUser ? "user" : "sidecar",
      volumes,
      below(where, `.containers[${index}]`),
      context,
      report,
    );
  });
}

function checkNames(containers: readonly Fields[], init: readonly Fields[], where: At, say: Say): void {
  const seen = new Set<string>();
  containers.forEach((container, index) => {
    const { name } = container;
    if (typeof name !== "string" || name === "") return;
    if (seen.has(name)) reportTwice(name, below(where, `.containers[${index}].name`), say);
    seen.add(name);
  });
  init.forEach((container, index) => {
    const { name } = container;
    if (typeof name !== "string" || name === "" || !seen.has(name)) return;
    reportTwice(name, below(where, `.initContainers[${index}].name`, `.containers[${index}].name`), say);
  });
}

function reportTwice(name: string, place: At, say: Say): void {
  say.error(place, `There are two containers ${JSON.stringify(name)}.`, "Give each a name of its own.", {
    message: `duplicate container name "${name}"`,
    paths: [place.printed],
  });
}

const FIELDS = [
  "args",
  "command",
  "env",
  "envFrom",
  "image",
  "imagePullPolicy",
  "name",
  "ports",
  "resources",
  "securityContext",
  "terminationMessagePath",
  "terminationMessagePolicy",
  "volumeMounts",
  "workingDir",
];
const PROBES = ["livenessProbe", "readinessProbe", "startupProbe"];
const MASK = new Set([...FIELDS, ...PROBES]);
const RESOURCES = new Set(["limits", "requests"]);

function checkContainer(
  container: Fields,
  role: Role,
  volumes: Volumes,
  where: At,
  context: Context,
  report: Report,
): void {
  const say = new Say("revision-containers", "CTR-2 to CTR-8", report);
  checkMask(container, MASK, where, "a container", say);
  if (container.name === "queue-proxy") {
    const place = below(where, ".name");
    say.error(place, 'The name "queue-proxy" belongs to Knative.', "Choose another name.", {
      message: `"queue-proxy" is a reserved container name`,
      paths: [place.printed],
    });
  }
  checkImage(container.image, below(where, ".image"), say);
  checkEnv(container.env, role, below(where, ".env"), context, report);
  checkEnvFrom(container.envFrom, below(where, ".envFrom"), report);
  if (isObject(container.resources)) {
    checkMask(container.resources, RESOURCES, below(where, ".resources"), "resources", say);
  }
  const policy = container.terminationMessagePolicy;
  if (typeof policy === "string" && !["", "File", "FallbackToLogsOnError"].includes(policy)) {
    const place = below(where, ".terminationMessagePolicy");
    say.invalid(
      place,
      policy,
      `terminationMessagePolicy is ${JSON.stringify(policy)}.`,
      "Write File or FallbackToLogsOnError.",
    );
  }
  checkSecurityContext(container.securityContext, below(where, ".securityContext"), context, report);
  listOf(container.ports).forEach((port, index) => checkPort(port, role, index, where, report));
  checkProbes(container, role, where, context, report);
  checkMounts(container.volumeMounts, volumes, below(where, ".volumeMounts"), context, report);
}

function checkImage(image: unknown, place: At, say: Say): void {
  if (typeof image !== "string" || image === "") {
    say.missing(place, "This container has no image.", "Write the image to run.");
    return;
  }
  const fault = imageFault(image);
  if (fault === undefined) return;
  const text = image.length > 100 ? `${image.slice(0, 100)}…` : image;
  say.error(
    place,
    `${JSON.stringify(text)} is no image reference: ${fault}.`,
    "Write it like ghcr.io/shop/orders:1.4.",
    {
      message: "Failed to parse image reference",
      paths: [place.printed],
      details: `image: "${image}", error: could not parse reference: ${image}`,
    },
  );
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map((item: unknown) => (isObject(item) ? item : {})) : [];
}
