import { isObject } from "../is-object.ts";
import { parseGoUrl } from "../schema/index.ts";
import { certificateFault } from "./certificate.ts";
import type { Context, Report } from "./fault.ts";
import { checkReference } from "./reference.ts";

const SOURCE = "knative/eventing.md §3.2";

/**
 * `invalid-destination`: a sink, subscriber, reply or dead-letter sink is a `ref`, a `uri`, or a `ref` with a relative
 * `uri`. The first fault found is the only one Knative reports (eventing.md §3.2).
 */
export function checkDestination(
  value: unknown,
  at: string,
  context: Context,
  report: Report,
  options: { readonly sameNamespace?: boolean } = {},
): void {
  const destination = isObject(value) ? value : {};
  const { ref, uri } = destination;
  if (ref === undefined && uri === undefined) {
    report({
      code: "invalid-destination",
      stage: "validate",
      field: at,
      message: "This destination has neither ref nor uri, so events would go nowhere.",
      mend: "Write a ref with apiVersion, kind and name, or an absolute uri.",
      source: SOURCE,
      knative: { message: "expected at least one, got none", paths: [`${at}.ref`, `${at}.uri`] },
    });
    return;
  }
  const text = typeof uri === "string" ? uri : "";
  const url = parseGoUrl(text);
  const { scheme, host } = url.fault === undefined ? url : { scheme: "", host: "" };
  if (ref !== undefined && uri !== undefined && scheme !== "") {
    report({
      code: "invalid-destination",
      stage: "validate",
      field: `${at}.uri`,
      message: `The uri ${JSON.stringify(text)} is absolute and stands beside a ref: only one of both can be meant.`,
      mend: "Remove the ref, or write only the path as uri.",
      source: SOURCE,
      knative: {
        message: "Absolute URI is not allowed when Ref or [apiVersion, kind, name] is present",
        paths: [`${at}.ref`, `${at}.uri`, `${at}[apiVersion, kind, name]`],
      },
    });
    return;
  }
  if (ref === undefined && (scheme === "" || host === "")) {
    report({
      code: "invalid-destination",
      stage: "validate",
      field: `${at}.uri`,
      message: `The uri ${JSON.stringify(text)} has no ${scheme === "" ? "scheme" : "host"}, and there is no ref it could be relative to.`,
      mend: "Write the whole address, such as http://orders.shop.svc.cluster.local/, or add a ref.",
      source: SOURCE,
      knative: {
        message: "invalid value: Relative URI is not allowed when Ref and [apiVersion, kind, name] is absent",
        paths: [`${at}.uri`],
      },
    });
    return;
  }
  if (ref !== undefined && uri === undefined) {
    checkReference(ref, `${at}.ref`, context, report, options);
    return;
  }
  checkCertificates(destination.CACerts, at, report);
}

function checkCertificates(value: unknown, at: string, report: Report): void {
  if (typeof value !== "string") return;
  const fault = certificateFault(value);
  if (fault === undefined) return;
  report({
    code: "invalid-destination",
    stage: "validate",
    field: `${at}.CACerts`,
    message: "CACerts holds no certificate that can be read.",
    mend: "Paste a PEM block that begins with -----BEGIN CERTIFICATE-----.",
    source: SOURCE,
    knative: { message: `invalid value: ${fault}`, paths: [`${at}.caCert`] },
  });
}
