import { isObject } from "../is-object.ts";
import { fieldOf, type Path } from "./draft.ts";
import { type Editing, type KindUpgrade, NoUpgrade } from "./editing.ts";

const CONVERSION = "knative/serving v0.9 pkg/apis/serving/v1alpha1/service_conversion.go, knative/serving.md §1";
const REVISION = "knative/serving v0.9 pkg/apis/serving/v1alpha1/revision_conversion.go, knative/serving.md §1";
const VISIBILITY = "knative/serving.md §4 (the visibility label before v0.18)";

/** Service: `runLatest`, `release` and `pinned` become `template` and `traffic`; `manual` has no counterpart. */
export const upgradeService: KindUpgrade = (editing) => {
  const { draft, manifest, tell } = editing;
  const spec = manifest.spec ?? {};
  if (spec.manual !== undefined) {
    throw new NoUpgrade(
      ["spec", "manual"],
      "A Service in mode manual leaves its Configuration and Route to you: nothing replaces it.",
      "Write a Configuration and a Route of serving.knative.dev/v1 instead of the Service.",
      CONVERSION,
    );
  }
  for (const mode of ["runLatest", "release", "pinned"]) {
    if (!isObject(spec[mode])) continue;
    const { configuration } = spec[mode];
    const template = isObject(configuration)
      ? ["revisionTemplate", "template"].find((field) => configuration[field] !== undefined)
      : undefined;
    if (!isObject(configuration) || template === undefined) {
      throw new NoUpgrade(
        ["spec", mode],
        `spec.${mode} has no configuration with a revisionTemplate, so there is nothing to run.`,
        "Write spec.template with the container the Service runs.",
        CONVERSION,
      );
    }
    refuseBuild(configuration, ["spec", mode, "configuration"]);
    const traffic = trafficOf(mode, spec[mode]);
    const inner = ["spec", mode, "configuration", template];
    upgradeRevisionTemplate(editing, inner, configuration[template]);
    const routed =
      traffic === undefined ? "all traffic goes to the latest revision, as by default" : "its traffic is written out";
    tell({
      at: ["spec", mode],
      message: `spec.${mode} is gone: its revisionTemplate is spec.template, ${routed}.`,
      source: CONVERSION,
    });
    draft.hoist(["spec", mode], ["configuration", template], "template");
    if (traffic !== undefined) draft.set(["spec", "traffic"], traffic, "template");
  }
  upgradeConfiguration(editing);
  upgradeTraffic(editing);
};

/** Configuration: `revisionTemplate` is `template`, its `container` the one of `containers`; also part of a Service. */
export const upgradeConfiguration: KindUpgrade = (editing) => {
  const { draft, tell } = editing;
  const spec = draft.get(["spec"]);
  if (!isObject(spec)) return;
  refuseBuild(spec, ["spec"]);
  if (spec.revisionTemplate !== undefined && spec.template === undefined) {
    upgradeRevisionTemplate(editing, ["spec", "revisionTemplate"], spec.revisionTemplate);
    tell({ at: ["spec", "revisionTemplate"], message: "spec.revisionTemplate is spec.template.", source: CONVERSION });
    draft.rename(["spec", "revisionTemplate"], "template");
  } else {
    upgradeRevisionTemplate(editing, ["spec", "template"], spec.template);
  }
  if (spec.generation !== undefined) {
    tell({
      at: ["spec", "generation"],
      message: "spec.generation is taken out: the cluster counts it in metadata.",
      source: CONVERSION,
    });
    draft.remove(["spec", "generation"]);
  }
};

/** Revision: its `container`. */
export const upgradeRevision: KindUpgrade = (editing) => {
  upgradeRevisionTemplate(editing, [], editing.manifest);
};

/** Route, and the traffic of a Service: a target's `name` is its `tag`. */
export const upgradeTraffic: KindUpgrade = ({ draft, tell }) => {
  const traffic = draft.get(["spec", "traffic"]);
  for (const [index, target] of Array.isArray(traffic) ? traffic.entries() : []) {
    if (!isObject(target) || target.name === undefined || target.tag !== undefined) continue;
    const at = ["spec", "traffic", index, "name"];
    tell({
      at,
      message: `${fieldOf(at.slice(0, -1))}.name is tag.`,
      source: "knative/serving v0.9 pkg/apis/serving/v1alpha1/route_conversion.go, knative/serving.md §1.1",
    });
    draft.rename(at, "tag");
  }
};

/** Service and Route: the label of old that made them private; nobody reads it any more. */
export const upgradeVisibility: KindUpgrade = ({ draft, manifest, tell }) => {
  const old = "serving.knative.dev/visibility";
  const now = "networking.knative.dev/visibility";
  const { labels } = manifest.metadata;
  if (labels?.[old] === undefined || labels[now] !== undefined) return;
  tell({
    at: ["metadata", "labels", old],
    message: `The label ${old} is read by nobody since v0.18, so this would come up publicly visible; it is ${now}.`,
    source: VISIBILITY,
  });
  draft.rename(["metadata", "labels", old], now);
};

/** The template of a revision: one `container` becomes `containers`, and how many requests it takes at once is a number. */
function upgradeRevisionTemplate({ draft, tell }: Editing, at: Path, template: unknown): void {
  const spec = isObject(template) ? template.spec : undefined;
  if (!isObject(spec)) return;
  if (spec.buildRef !== undefined || spec.buildName !== undefined) refuseBuild({ build: true }, at);
  const inSpec = [...at, "spec"];
  if (spec.container !== undefined && spec.containers === undefined) {
    tell({ at: [...inSpec, "container"], message: "container is the only one of containers.", source: REVISION });
    draft.listify([...inSpec, "container"]);
    draft.rename([...inSpec, "container"], "containers");
  }
  const { concurrencyModel } = spec;
  if (concurrencyModel !== undefined) {
    const isSingle = concurrencyModel === "Single";
    const isSaid = spec.containerConcurrency !== undefined;
    tell({
      at: [...inSpec, "concurrencyModel"],
      message: isSaid
        ? "concurrencyModel is taken out: containerConcurrency says it."
        : `concurrencyModel ${JSON.stringify(concurrencyModel)} is containerConcurrency: ${isSingle ? 1 : 0}.`,
      source: "knative/serving v0.6 pkg/apis/serving/v1alpha1/revision_types.go",
    });
    if (!isSaid) draft.set([...inSpec, "containerConcurrency"], isSingle ? 1 : 0, "concurrencyModel");
    draft.remove([...inSpec, "concurrencyModel"]);
  }
  for (const field of ["servingState", "generation"]) {
    if (spec[field] === undefined) continue;
    tell({ at: [...inSpec, field], message: `${field} is taken out: the cluster keeps it.`, source: REVISION });
    draft.remove([...inSpec, field]);
  }
}

/** Traffic as Knative itself converted it. Undefined for what is the default anyway. */
function trafficOf(mode: string, spec: Readonly<Record<string, unknown>>): readonly unknown[] | undefined {
  if (mode === "runLatest") return undefined;
  const to = (revision: unknown) => (revision === "@latest" ? { latestRevision: true } : { revisionName: revision });
  if (mode === "pinned") return [{ ...to(spec.revisionName), percent: 100 }];
  const revisions: readonly unknown[] = Array.isArray(spec.revisions) ? spec.revisions : [];
  const percent = typeof spec.rolloutPercent === "number" ? spec.rolloutPercent : 0;
  const [current, candidate] = revisions;
  if (current === undefined) {
    throw new NoUpgrade(
      ["spec", "release", "revisions"],
      "spec.release names no revision that traffic could go to.",
      "Write spec.template, and spec.traffic with the revisions and percentages you mean.",
      CONVERSION,
    );
  }
  return [
    { tag: "current", ...to(current), percent: candidate === undefined ? 100 : 100 - percent },
    ...(candidate === undefined ? [] : [{ tag: "candidate", ...to(candidate), percent }]),
    { tag: "latest", latestRevision: true, percent: 0 },
  ];
}

function refuseBuild(configuration: Readonly<Record<string, unknown>>, at: Path): void {
  if (configuration.build === undefined) return;
  throw new NoUpgrade(
    [...at, "build"],
    "Knative builds no images any more, so a build has no counterpart: its own conversion refused it too.",
    "Build the image by other means, such as a Tekton Task, take the build out of this object, and upgrade it then.",
    "knative/serving v0.9 pkg/apis/serving/v1alpha1/configuration_conversion.go, knative/serving.md §1",
  );
}
