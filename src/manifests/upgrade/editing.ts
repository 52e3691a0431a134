import type { Manifest } from "../manifest.ts";
import type { Draft, Path } from "./draft.ts";

/** One thing that an upgrade changes in an object, in words. */
export interface Told {
  /** The field it is about, as it was written. */
  readonly at: Path;
  /** What changes and why, in whole sentences. */
  readonly message: string;
  /** The law or the release that says so. */
  readonly source: string;
  /** Whether the object means something else afterwards, so that a person has to look. @default false */
  readonly needsEyes?: boolean;
}

/** What the upgrade of one kind works on. */
export interface Editing {
  readonly draft: Draft;
  /** The object as it is written. */
  readonly manifest: Manifest;
  /** The part of its apiVersion behind the slash: `v1alpha1`. */
  readonly version: string;
  readonly tell: (told: Told) => void;
  /** Writes one more object behind this one's document. */
  readonly append: (manifest: Manifest) => void;
  /** Whether the set holds such an object, as written; among those that were written beside others, too. */
  readonly has: (isIt: (manifest: Manifest) => boolean) => boolean;
}

/** Rewrites the old forms of one kind; what is written in the current form stays. */
export type KindUpgrade = (editing: Editing) => void;

/** Thrown for an object that has no upgrade: it stays as it is, and the rest of its file goes on. */
export class NoUpgrade extends Error {
  public override readonly name = "NoUpgrade";
  public readonly at: Path;
  public readonly mend: string;
  public readonly source: string;

  public constructor(at: Path, message: string, mend: string, source: string) {
    super(message);
    this.at = at;
    this.mend = mend;
    this.source = source;
  }
}
