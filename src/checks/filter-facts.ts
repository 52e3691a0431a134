import { isAlwaysTrue, isSatisfiable, reason } from "../events/reasoning/index.ts";
import type { Hop, HopFilter } from "../graph/index.ts";

/** Whether no event at all passes a leg's filter, whatever is sent. */
export function isContradictory({ filter }: Hop): boolean {
  return isFiltered(filter) && isSatisfiable(reasoned(filter)) === "no";
}

/** Whether a filter is written and every event passes it. */
export function passesEverything({ filter }: Hop): boolean {
  return isFiltered(filter) && isAlwaysTrue(reasoned(filter)) === "yes";
}

/** One exact type is the filter of nearly every Trigger, and neither contradictory nor empty. */
function isFiltered({ attributes, filters }: HopFilter): boolean {
  if (filters !== undefined && filters.length > 0) return true;
  return attributes !== undefined && Object.keys(attributes).some((name) => name !== "type");
}

function reasoned({ attributes, filters }: HopFilter) {
  return reason({ ...(attributes === undefined ? {} : { attributes }), ...(filters === undefined ? {} : { filters }) });
}
