/** One part of a Deployment that the Knative Service made of it has not. */
export interface Loss {
  /** Where it stands in the Deployment: `spec.template.spec.containers[0].lifecycle`. */
  readonly field: string;
  /** What is lost, and why. */
  readonly message: string;
  /** What to do instead. */
  readonly mend: string;
  /** The law it restates. */
  readonly source: string;
}

/** Takes losses as they are found. */
export class Losses {
  public readonly list: Loss[] = [];

  /** Something that has no place in a Knative Service. */
  public add(field: string, message: string, mend: string, rule: string): void {
    this.list.push({ field, message, mend, source: `knative/serving.md ${rule}` });
  }

  /** Something that needs a feature flag which is not known to be on. */
  public needsFlag(field: string, flag: string, what: string, rule: string): void {
    const mend = `Enable ${flag} in config-features of knative-serving, and say so in the option features.`;
    this.add(field, `${what} is not carried over: it needs the feature flag ${flag}.`, mend, rule);
  }
}
