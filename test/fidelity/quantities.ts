import { parseQuantity } from "../../src/manifests/scalars/quantity.ts";
import { type Replay, replay } from "./recordings.ts";

/** A row of `table-quantity`. */
export interface QuantityRow {
  readonly id: string;
  readonly text: string;
  readonly error: string;
  readonly canonical?: string;
  readonly format?: string;
  readonly sign?: number;
}

/** Reading and printing of quantities. */
export function replayQuantities(rows: readonly QuantityRow[]): Replay {
  return replay(rows, (row) => {
    const quantity = parseQuantity(row.text);
    return {
      ours:
        "fault" in quantity
          ? quantity.fault
          : [quantity.canonical, quantity.unscaled === 0n ? 0 : quantity.unscaled < 0n ? -1 : 1],
      theirs: row.error === "" ? [row.canonical, row.sign] : row.error,
    };
  });
}
