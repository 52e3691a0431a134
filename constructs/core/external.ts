import { AuthoringError } from "../../src/diagnostics/index.ts";
import { type AnyContract, defineStep, type Step } from "../../src/events/index.ts";
import { contractName, type ExternalDeclaration } from "../../src/manifests/annotations.ts";
import type { Addressable, ObjectReference, Subscriber } from "./addressable.ts";

/** Where something external is: an object of the cluster, or a URL. */
export type ExternalAddress =
  | { readonly ref: ObjectReference; readonly uri?: undefined }
  /** An absolute URL, such as `http://billing.example.com/events`. */
  | { readonly uri: string; readonly ref?: undefined };

/** What is known of something that lives elsewhere. */
export type ExternalOptions<Accepts extends AnyContract, Replies extends AnyContract> = ExternalAddress & {
  /** The contracts of the events it takes; with them it can be a step of a flow. @default - unknown */
  readonly accepts?: readonly Accepts[];
  /** The contracts of the events it answers with. @default - unknown, and a flow ends there */
  readonly replies?: readonly Replies[];
};

/**
 * Names something that this app does not deploy, so that it can be a subscriber, sink or dead-letter sink and is no
 * dangling reference: `external("billing", { uri: "http://billing.example.com", accepts: [OrderPlaced] })`.
 *
 * @param name - what people call it, a DNS label
 * @throws {@link AuthoringError} `external-address` unless exactly one of `ref` and an absolute `uri` is given, and
 * what `defineStep` throws
 */
export function external<const Name extends string, Accepts extends AnyContract, Replies extends AnyContract = never>(
  name: Name,
  options: ExternalOptions<Accepts, Replies> & { readonly accepts: readonly Accepts[] },
): Subscriber<Name, Accepts, Replies>;
export function external(name: string, options: ExternalOptions<AnyContract, AnyContract>): Addressable;
export function external(
  name: string,
  options: ExternalOptions<AnyContract, AnyContract>,
): Addressable & { readonly step?: Step } {
  checkAddress(name, options);
  const { ref, uri, accepts, replies } = options;
  const address = ref === undefined ? { uri } : { ref };
  const declared: ExternalDeclaration = {
    ...address,
    name,
    ...(accepts === undefined ? {} : { accepts: accepts.map((contract) => contractName(contract)) }),
    ...(replies === undefined ? {} : { replies: replies.map((contract) => contractName(contract)) }),
  };
  return Object.freeze({
    destination: address,
    external: declared,
    ...(accepts === undefined ? {} : { step: defineStep(name, { accepts, replies: replies ?? [] }) }),
  });
}

function checkAddress(name: string, { ref, uri }: { readonly ref?: unknown; readonly uri?: unknown }): void {
  const exactlyOne = (ref === undefined) !== (uri === undefined);
  if (exactlyOne && (ref !== undefined || isAbsolute(uri))) return;
  throw new AuthoringError({
    code: "external-address",
    at: {},
    message: exactlyOne
      ? `The \`uri\` of external "${name}" is no absolute URL: ${JSON.stringify(uri)}.`
      : `External "${name}" has ${ref === undefined ? "neither `ref` nor `uri`" : "both `ref` and `uri`"}.`,
    mend: 'Give `ref: { apiVersion, kind, name }`, or an absolute URL such as `uri: "http://billing.example.com/"`.',
    source: "knative/eventing.md §3.2",
  });
}

function isAbsolute(uri: unknown): boolean {
  return typeof uri === "string" && /^[a-z][a-z0-9+.-]*:\/\/[^/]/i.test(uri) && URL.canParse(uri);
}
