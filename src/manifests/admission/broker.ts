import { BROKER_CLASS } from "../defaults/broker.ts";
import { checkDelivery } from "./delivery.ts";
import { changeRabbitmqBroker, RABBITMQ_CLASS } from "./extensions/rabbitmq.ts";
import { checkImmutable } from "./immutable.ts";
import { type ChangeRules, type KindRules, specOf } from "./kind-rules.ts";
import { checkReference } from "./reference.ts";
import { checkBrokerClass } from "./extensions/broker-class.ts";

/** `broker-class` and `broker-config`, with `invalid-reference` and `invalid-delivery` in a Broker (eventing.md §4.1). */
export const admitBroker: KindRules = (manifest, context, report) => {
  const spec = specOf(manifest);
  if ((manifest.metadata.annotations?.[BROKER_CLASS] ?? "") === "") {
    report({
      code: "broker-class",
      stage: "validate",
      field: `metadata.annotations[${BROKER_CLASS}]`,
      message: "The Broker's class is empty, so nobody implements it.",
      mend: 'Write "MTChannelBasedBroker", or leave the annotation out for the default.',
      source: "knative/eventing.md §4.1",
      knative: { message: "missing field(s)", paths: [BROKER_CLASS] },
    });
  }
  if (spec.config !== undefined) checkReference(spec.config, "spec.config", context, report);
  checkDelivery(spec.delivery, "spec.delivery", context, report);
  checkBrokerClass(manifest, report);
};

/** A Broker's class and everything of its spec but `delivery` are fixed when it is made (eventing.md §4.1). */
export const changeBroker: ChangeRules = (stored, manifest, report) => {
  if (stored.metadata.annotations?.[BROKER_CLASS] === RABBITMQ_CLASS) changeRabbitmqBroker(stored, manifest, report);
  else {
    checkImmutable(stored.spec?.config, manifest.spec?.config, "spec.config", ["spec"], report, {
      source: "knative/eventing.md §4.1",
    });
  }
  const before = stored.metadata.annotations?.[BROKER_CLASS];
  const after = manifest.metadata.annotations?.[BROKER_CLASS];
  checkImmutable(before, after, `metadata.annotations[${BROKER_CLASS}]`, ["annotations"], report, {
    source: "knative/eventing.md §4.1",
    message: "Immutable annotations changed (-old +new)",
  });
};
