/** A rule of one code's family, with an example that breaks it alone. The test suite runs both texts. */
export interface RuleExample {
  /** The rule, in one sentence. */
  readonly rule: string;
  /** Manifests with exactly one finding, which has this code; for codes of other files their text. */
  readonly bad: string;
  /** The same, mended: nothing is found. */
  readonly good: string;
  /** `sluice.yaml`, where the rule hangs on a flag or a version. */
  readonly settings?: string;
  /** The objects that the cluster has, where the rule is about a change. */
  readonly before?: string;
  /** Why only the fault is shown and not run: no text of a page can hold it. @default - it runs */
  readonly shownOnly?: string;
}

/** What a person who meets a code wants to know. Data for the pages in `docs/rules/`; nothing loads it while checking. */
export interface RuleEntry {
  /** The code of the findings; also the name of the page. */
  readonly code: string;
  /** One line. */
  readonly title: string;
  /** Every source that findings of this code name. */
  readonly source: readonly string[];
  /** What happens in the cluster, or to the events. */
  readonly effect: string;
  /** Where the rule comes from, and what hides it. */
  readonly why: string;
  readonly mend: string;
  /**
   * What the examples are and who finds the fault in them: objects at admission; objects when everything is checked;
   * the settings; files that are upgraded; `.sluice/app.json`.
   *
   * @default "objects"
   */
  readonly of?: "objects" | "app" | "settings" | "upgrade" | "app-file";
  readonly examples: readonly RuleExample[];
}

/** Declares an entry. */
export function defineEntry(entry: RuleEntry): RuleEntry {
  return Object.freeze(entry);
}
