import { App, Chart, Yaml } from "cdk8s";
import { apiObjects, toManifests } from "../../constructs/adapter/manifests.ts";
import { AuthoringError, type Diagnostic } from "../../src/diagnostics/index.ts";
import { admit, DEFAULT_SETTINGS, type Settings } from "../../src/manifests/index.ts";

/** The YAML of what `build` makes in a chart `shop` of the namespace `shop`. */
export function yamlOf(build: (chart: Chart) => void): string {
  const chart = shop();
  build(chart);
  return Yaml.stringify(...apiObjects(chart).map((object): unknown => object.toJson()));
}

/** The YAML of what `build` makes there, and what admission says of it: severity, code and field of each finding. */
export function rendered(
  build: (chart: Chart) => void,
  settings: Partial<Settings> = {},
): { readonly yaml: string; readonly findings: readonly string[] } {
  const chart = shop();
  build(chart);
  const findings = admit(toManifests(chart), { ...DEFAULT_SETTINGS, ...settings });
  return {
    yaml: Yaml.stringify(...apiObjects(chart).map((object): unknown => object.toJson())),
    findings: findings.map(({ severity, code, field = "" }) => `${severity} ${code} ${field}`.trim()),
  };
}

/** A chart `shop` of the namespace `shop`, in an App that is never synthesized. */
export function shop(): Chart {
  return new Chart(new App(), "shop", { namespace: "shop" });
}

/** What an impossible call says. */
export function refusal(act: () => unknown): Diagnostic {
  try {
    act();
  } catch (error) {
    if (AuthoringError.is(error)) return error.diagnostic;
    throw error;
  }
  throw new Error("It was possible.");
}
