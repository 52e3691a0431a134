import { isObject } from "../../is-object.ts";
import type { Manifest } from "../../manifest.ts";
import { dns1123LabelFaults, dns1123SubdomainFaults } from "../../names/kubernetes-names.ts";
import type { Context, Report } from "../fault.ts";
import { type ChangeRules, type KindRules, specOf } from "../kind-rules.ts";
import { at, below } from "./at.ts";
import { checkCreator } from "./creator.ts";
import { Say } from "./say.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A DomainMapping: its name is the domain, its reference an object of its own namespace (serving.md §3.11). */
export const admitDomainMapping: KindRules = (manifest, context, report) => {
  checkDomain(manifest, context, report);
  const { ref } = specOf(manifest);
  checkTarget(isObject(ref) ? ref : {}, context, report);
};

/** What an update of a DomainMapping may not change (META-3). */
export const changeDomainMapping: ChangeRules = (stored, manifest, report) => {
  checkCreator(stored, manifest, report);
};

/** `domain-name`: at least two labels, and not a domain that is the cluster's own (DM-1). */
function checkDomain(manifest: Manifest, { settings }: Context, report: Report): void {
  const { name = "", generateName = "" } = manifest.metadata;
  const say = new Say("domain-name", "DM-1", report);
  if (generateName !== "") {
    const place = at("metadata.generateName");
    const message = "A DomainMapping is named after its domain, which no cluster can make up.";
    say.disallowed(place, message, "Write the domain as metadata.name.");
  }
  const place = at("metadata.name");
  const faults = domainFaults(name);
  if (faults.length > 0) {
    const message =
      name === ""
        ? "A DomainMapping without a name has no domain."
        : `${JSON.stringify(name)} is no domain: ${faults.join("; ")}.`;
    const why = name === "" ? "Required value" : `Invalid value: "${name}": ${faults.join(",")}`;
    const knative = { message: `invalid name "${name}": name: ${why}`, paths: [place.printed] };
    say.error(place, message, "Write the domain to map, such as shop.example.com.", knative);
  }
  const own = settings.clusterDomain;
  if (!name.endsWith(`.${own}`)) return;
  say.error(place, `${JSON.stringify(name)} is a name of the cluster itself.`, `Choose a domain outside ${own}.`, {
    message: `invalid name "${name}": must not be a subdomain of cluster local domain "${own}"`,
    paths: [place.printed],
  });
}

/** A domain name of at least two labels; a dot at its end is allowed. */
function domainFaults(name: string): readonly string[] {
  if (name === "") return ["it is empty"];
  const plain = name.endsWith(".") ? name.slice(0, -1) : name;
  const faults = dns1123SubdomainFaults(plain);
  if (faults.length > 0) return faults;
  const labels = plain.split(".");
  if (labels.length < 2) return ["should be a domain with at least two segments separated by dots"];
  return labels.flatMap((label) => dns1123LabelFaults(label));
}

/** `domain-target`: kind, name and apiVersion, in the namespace of the mapping, without a group (DM-2). */
function checkTarget(ref: Fields, { namespace }: Context, report: Report): void {
  const say = new Say("domain-target", "DM-2", report);
  const where = at("spec.ref");
  for (const field of ["kind", "name", "apiVersion"]) {
    const value = ref[field];
    if (typeof value === "string" && value !== "") continue;
    const message = `This DomainMapping does not say the ${field} of what it leads to.`;
    say.missing(below(where, `.${field}`), message, `Write spec.ref.${field}.`);
  }
  if (ref.group !== undefined) {
    const message = "A DomainMapping finds its target by apiVersion, not by group.";
    say.disallowed(below(where, ".group"), message, "Remove group, and write apiVersion.");
  }
  if (ref.kind === "Broker") {
    const message = "A Broker's address has a path, so no domain can be mapped to it.";
    say.warn(below(where, ".kind"), message, "Map the domain to a Service that sends to the Broker.");
  }
  if (typeof ref.namespace !== "string" || namespace === "" || ref.namespace === namespace) return;
  const place = below(where, ".namespace");
  say.error(
    place,
    `The target is in the namespace ${JSON.stringify(ref.namespace)}, the DomainMapping in ${JSON.stringify(namespace)}.`,
    `Move the DomainMapping to ${ref.namespace}; it cannot lead elsewhere.`,
    {
      message: "mismatched namespaces",
      paths: [place.printed],
      details: `parent namespace: "${namespace}" does not match ref: "${ref.namespace}"`,
    },
  );
}
