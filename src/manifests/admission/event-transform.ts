import { isObject } from "../is-object.ts";
import { checkDestination } from "./destination.ts";
import type { Report } from "./fault.ts";
import { type ChangeRules, type KindRules, specOf } from "./kind-rules.ts";

const SOURCE = "knative/eventing.md §4.10";

/** `event-transform`: a transformation, a sink of the same namespace, a reply only with a sink (eventing.md §4.10). */
export const admitEventTransform: KindRules = (manifest, context, report) => {
  const { jsonata, sink, reply } = specOf(manifest);
  if (jsonata === undefined) {
    const message = "This EventTransform transforms nothing.";
    fault("spec.jsonata", message, "Write spec.jsonata.expression.", "expected exactly one, got neither", report);
  }
  if (sink !== undefined) checkDestination(sink, "spec.sink", context, report, { sameNamespace: true });
  if (isObject(sink) && typeof sink.CACerts === "string" && sink.CACerts !== "" && jsonata !== undefined) {
    const message = "CACerts for the sink is not supported for JSONata transformations";
    fault("spec.sink.CACerts", "JSONata transformations cannot use CACerts.", "Remove CACerts.", message, report);
  }
  if (reply === undefined) return;
  if (sink === undefined) {
    const message = "There is a reply, but no sink that could reply.";
    fault("spec.reply", message, "Write spec.sink, or remove reply.", "reply is set without spec.sink", report);
  }
  if (!isObject(reply) || reply.discard !== true || reply.jsonata === undefined) return;
  report({
    code: "event-transform",
    stage: "validate",
    field: "spec.reply",
    message: "The reply is transformed and discarded.",
    mend: "Keep jsonata or discard.",
    source: SOURCE,
    knative: { message: "expected exactly one, got both", paths: ["spec.reply.discard", "spec.reply.jsonata"] },
  });
};

/** The kind of transformation is fixed; everything else may change (eventing.md §4.10). */
export const changeEventTransform: ChangeRules = (stored, manifest, report) => {
  if ((stored.spec?.jsonata === undefined) === (manifest.spec?.jsonata === undefined)) return;
  report({
    code: "immutable-field",
    stage: "validate",
    field: "spec.jsonata",
    message: "The kind of transformation cannot change once the object exists.",
    mend: "Put jsonata back, or delete the object and make it anew.",
    source: SOURCE,
    knative: { message: IMMUTABLE, paths: [] },
  });
};

const IMMUTABLE =
  "Transformations types are immutable, transformation type cannot be changed to a jsonata transformation. Suggestion: create a new transformation, migrate services to the new one, and delete this transformation.";

function fault(field: string, message: string, mend: string, knative: string, report: Report): void {
  report({
    code: "event-transform",
    stage: "validate",
    field,
    message,
    mend,
    source: SOURCE,
    knative: { message: knative, paths: [field] },
  });
}
