import type { Diagnostic } from "../../diagnostics/index.ts";
import type { SourceFile } from "./read-manifests.ts";

/**
 * A warning for a file that only another tool can turn into Kubernetes objects; undefined for every other file.
 * Braces alone prove nothing: Knative's own ConfigMaps hold Go templates as values.
 */
export function skippedBecause(file: SourceFile): Diagnostic | undefined {
  const name = file.path.slice(file.path.lastIndexOf("/") + 1);
  if (HELM.test(file.text)) {
    return {
      code: "helm-template-skipped",
      severity: "warning",
      at: { file: file.path, line: lineOf(file.text, file.text.search(HELM)) },
      message: `${file.path} is a Helm template, not the objects it makes: it was skipped.`,
      mend: "Check what `helm template` prints instead.",
    };
  }
  if (isOfChart(name, file.text)) {
    return {
      code: "helm-template-skipped",
      severity: "warning",
      at: { file: file.path, line: 1 },
      message: `${file.path} is part of a Helm chart, no object of a cluster: it was skipped.`,
      mend: "Check what `helm template` prints instead.",
    };
  }
  if (/^kustomization\.ya?ml$|^Kustomization$/.test(name) || KUSTOMIZE.test(file.text)) {
    return {
      code: "kustomize-skipped",
      severity: "warning",
      at: { file: file.path, line: 1 },
      message: `${file.path} tells Kustomize what to build, it is no object of a cluster: it was skipped.`,
      mend: "Check what `kubectl kustomize` prints instead.",
    };
  }
  if (JSON_PATCH.test(file.text.slice(0, FIRST))) {
    return {
      code: "kustomize-skipped",
      severity: "warning",
      at: { file: file.path, line: 1 },
      message: `${file.path} is a patch that Kustomize applies, no object of a cluster: it was skipped.`,
      mend: "Check what `kubectl kustomize` prints instead.",
    };
  }
  return undefined;
}

/** An action that only Helm can run: one of its objects or functions, or control flow on a line of its own. */
const HELM =
  /\{\{[^}\n]*(?:\.(?:Values|Release|Chart|Capabilities|Files)\b|\b(?:include|template|define)\s+")|^\s*\{\{-?\s*(?:if|range|with|end|else|define)\b/m;

/** A chart's own description, and the values that its templates are filled with. */
function isOfChart(name: string, text: string): boolean {
  if (/^Chart\.ya?ml$/.test(name)) return !/^kind:/m.test(text);
  return /^values([-.].*)?\.ya?ml$/.test(name) && !/^(?:apiVersion|kind):/m.test(text);
}

/** A list that begins with an operation, behind comments and a separator. */
const JSON_PATCH =
  /^(?:#.*\n|---[ \t]*\n|\s)*-\s+(?:op:\s*["']?(?:add|remove|replace|move|copy|test)\b|path:\s*["']?\/)/;
/** Characters of a file in which it shows what it is. */
const FIRST = 2_000;

const KUSTOMIZE = /^apiVersion:\s*["']?kustomize\.config\.k8s\.io\//m;

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}
