import { childName } from "../../src/manifests/names/child-name.ts";
import {
  cIdentifierFaults,
  dns1035LabelFaults,
  dns1035PrefixFaults,
  dns1123LabelFaults,
  dns1123SubdomainFaults,
  dns1123SubdomainPrefixFaults,
  labelValueFaults,
  qualifiedNameFaults,
} from "../../src/manifests/names/kubernetes-names.ts";
import { type Replay, replay } from "./recordings.ts";

/** A row of `table-name`: a text, and what each rule of Kubernetes says against it. */
export interface NameRow {
  readonly id: string;
  readonly text: string;
  readonly cIdentifier: readonly string[];
  readonly dns1035Label: readonly string[];
  readonly dns1035Prefix: readonly string[];
  readonly dns1123Label: readonly string[];
  readonly dns1123Subdomain: readonly string[];
  readonly dns1123SubdomainPrefix: readonly string[];
  readonly labelValue: readonly string[];
  readonly qualifiedName: readonly string[];
}

/** A row of `table-childname`. */
export interface ChildNameRow {
  readonly id: string;
  readonly parent: string;
  readonly suffix: string;
  readonly name: string;
}

/** Complaints about names, text for text. */
export function replayNames(rows: readonly NameRow[]): Replay {
  return replay(rows, ({ id: _id, text, ...theirs }) => ({
    ours: {
      cIdentifier: cIdentifierFaults(text),
      dns1035Label: dns1035LabelFaults(text),
      dns1035Prefix: dns1035PrefixFaults(text),
      dns1123Label: dns1123LabelFaults(text),
      dns1123Subdomain: dns1123SubdomainFaults(text),
      dns1123SubdomainPrefix: dns1123SubdomainPrefixFaults(text),
      labelValue: labelValueFaults(text),
      qualifiedName: qualifiedNameFaults(text),
    },
    theirs,
  }));
}

/** Names that controllers derive. */
export function replayChildNames(rows: readonly ChildNameRow[]): Replay {
  return replay(rows, (row) => ({ ours: readable(childName(row.parent, row.suffix)), theirs: readable(row.name) }));
}

/** A cut through a character leaves bytes that are no text; JSON cannot say how many. */
function readable(name: string): string {
  return name.replace(/\uFFFD+/g, "\uFFFD");
}
