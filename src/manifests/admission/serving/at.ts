/**
 * Where a rule of Serving stands: the field a person finds, and the path Knative prints, which leaves out or confuses
 * some indices (serving.md §3.12).
 */
export interface At {
  readonly field: string;
  readonly printed: string;
}

/** A place whose printed path is the true one. */
export function at(field: string): At {
  return { field, printed: field };
}

/** A place below another; `printed` is the suffix Knative prints, where it differs. */
export function below(parent: At, suffix: string, printed: string = suffix): At {
  return { field: parent.field + suffix, printed: parent.printed + printed };
}
