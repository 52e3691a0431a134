/**
 * The annotations by which contracts travel inside manifests (design.md §2). Each holds contract names separated by
 * commas, `type@sha256-…` or only `type` when the schema is unknown.
 */
export const ACCEPTS = "sluice.dev/accepts";
export const REPLIES = "sluice.dev/replies";
export const EMITS = "sluice.dev/emits";

/**
 * What has no object of ours, written on the object that refers to it. JSON: a list of {@link ExternalDeclaration}.
 * A reference so declared is not dangling.
 */
export const EXTERNAL = "sluice.dev/external";

/**
 * Event types that are thrown away on purpose, separated by commas, on the object whose hop discards them: replies on a
 * Trigger or Subscription, what it sends on a source.
 */
export const DISCARDS = "sluice.dev/discards";

/** Objects a service writes into, which is no delivery. JSON: a list of `{apiVersion, kind, name, namespace?}`. */
export const WRITES_TO = "sluice.dev/writes-to";

/**
 * Findings on this object that are known and lived with: JSON, a list of `{rule, reason}`. `field` narrows one to a
 * single field; `scope` is the construct for all of whose objects it was stated at once.
 */
export const ACKNOWLEDGES = "sluice.dev/acknowledges";

/**
 * What each leg of a shim sends, on its Service: JSON, lists of contract names as in {@link ACCEPTS} by the name of the
 * step in its route table. A leg that is not named sends what is unknown.
 */
export const SENDS = "sluice.dev/sends";

/** Why a shim stands in a flow of another target, in a sentence, on its Service. */
export const INSERTED_BECAUSE = "sluice.dev/inserted-because";

/** One thing that lives elsewhere: which reference names it, what it is called, what it takes and answers. */
export interface ExternalDeclaration {
  readonly ref?: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly namespace?: string;
    readonly name: string;
  };
  readonly uri?: string;
  readonly name: string;
  /** Contract names as in {@link ACCEPTS}; absent is unknown. */
  readonly accepts?: readonly string[];
  readonly replies?: readonly string[];
}

/** A contract's name in an annotation. */
export function contractName(contract: { readonly type: string; readonly schemaHash?: string | undefined }): string {
  return contract.schemaHash === undefined ? contract.type : `${contract.type}@${contract.schemaHash}`;
}

/** Reads contract names; blanks around them and empty items are nothing. */
export function parseContractNames(text: string): readonly { readonly type: string; readonly schemaHash?: string }[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "")
    .map((item) => {
      const at = item.lastIndexOf("@sha256-");
      return at === -1 ? { type: item } : { type: item.slice(0, at), schemaHash: item.slice(at + 1) };
    });
}
