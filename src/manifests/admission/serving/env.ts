import { isObject } from "../../is-object.ts";
import type { Context, Report } from "../fault.ts";
import { type At, below } from "./at.ts";
import type { Role } from "./containers.ts";
import { checkMask } from "./mask.ts";
import { Say } from "./say.ts";

type Fields = Readonly<Record<string, unknown>>;

const RESERVED = new Set(["PORT", "K_SERVICE", "K_CONFIGURATION", "K_REVISION"]);
const RESERVED_BESIDE = new Set(["K_SERVICE", "K_CONFIGURATION", "K_REVISION"]);
const VARIABLE = new Set(["name", "value", "valueFrom"]);
const KEY = new Set(["name", "key", "optional", "localObjectReference"]);

/** `container-env`: names are there and not Knative's own, values come from where Serving allows (CTR-5). */
export function checkEnv(value: unknown, role: Role, where: At, context: Context, report: Report): void {
  if (!Array.isArray(value)) return;
  const say = new Say("container-env", "CTR-5", report);
  value.forEach((item: unknown, index) =>
    checkVariable(isObject(item) ? item : {}, role, below(where, `[${index}]`), context, say),
  );
}

function checkVariable(variable: Fields, role: Role, where: At, context: Context, say: Say): void {
  checkMask(variable, VARIABLE, where, "an environment variable", say);
  const name = typeof variable.name === "string" ? variable.name : "";
  const place = below(where, ".name");
  if (name === "") say.missing(place, "This environment variable has no name.", "Write its name.");
  else if ((role === "user" ? RESERVED : RESERVED_BESIDE).has(name)) {
    say.error(place, `Knative sets ${name} itself.`, `Remove ${name}; containerPort decides PORT.`, {
      message: `"${name}" is a reserved environment variable`,
      paths: [place.printed],
    });
  }
  if (isObject(variable.valueFrom)) checkValueFrom(variable.valueFrom, below(where, ".valueFrom"), context, say);
}

function checkValueFrom(value: Fields, where: At, context: Context, say: Say): void {
  const hasFieldRef = context.features.serving("kubernetes.podspec-fieldref") !== "disabled";
  for (const field in value) {
    const source = value[field];
    if (source === undefined) continue;
    const place = below(where, `.${field}`);
    if (field === "configMapKeyRef" || field === "secretKeyRef") {
      if (isObject(source)) checkMask(source, KEY, place, field, say);
    } else if (field === "fieldRef" || field === "resourceFieldRef") {
      if (hasFieldRef) continue;
      say.disallowed(
        place,
        `${field} needs the feature flag kubernetes.podspec-fieldref, which is not enabled.`,
        "Write the value, or enable kubernetes.podspec-fieldref in config-features of knative-serving and in sluice.yaml.",
      );
    } else say.disallowed(place, `Knative Services take no ${field}.`, "Use a ConfigMap or a Secret.");
  }
}

/** `container-env`: each source of variables is a ConfigMap or a Secret (CTR-6). Knative prints no index (PATH-1). */
export function checkEnvFrom(value: unknown, where: At, report: Report): void {
  if (!Array.isArray(value)) return;
  const say = new Say("container-env", "CTR-6", report);
  value.forEach((item: unknown, index) => {
    const source = isObject(item) ? item : {};
    const place = below(where, `[${index}]`, "");
    const hasBoth = source.configMapRef !== undefined && source.secretRef !== undefined;
    if (hasBoth || (source.configMapRef === undefined && source.secretRef === undefined)) {
      say.error(
        place,
        hasBoth ? "This source names a ConfigMap and a Secret." : "This source names neither a ConfigMap nor a Secret.",
        "Write one configMapRef or one secretRef in each item.",
        {
          message: hasBoth ? "expected exactly one, got both" : "expected exactly one, got neither",
          paths: [`${place.printed}.configMapRef`, `${place.printed}.secretRef`],
        },
      );
    }
  });
}
