import type { ChangeRules, KindRules } from "../admission/kind-rules.ts";
import type { Defaults } from "../defaults/context.ts";

/** Everything that is known of one kind, whatever its version. Adding a kind is adding one of these. */
export interface Kind {
  readonly group: string;
  readonly kind: string;
  /** Versions a cluster serves today, the one to write first. */
  readonly versions: readonly string[];
  readonly defaults: Defaults;
  readonly rules: KindRules;
  readonly changes?: ChangeRules;
}
