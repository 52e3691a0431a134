import { isAlwaysTrue, isSatisfiable, reason } from "../events/reasoning/index.ts";
import type { Hop, HopFilter } from "../graph/index.ts";
import { rewrittenValues } from "./rewritten-values.ts";

/** Whether no event at all passes a leg's filter, whatever is sent. */
export function isContradictory({ filter }: Hop): boolean {
  return isFiltered(filter) && isSatisfiable(reasoned(filter)) === "no";
}

/** Whether a filter is written and every event passes it. */
export function passesEverything({ filter }: Hop): boolean {
  return isFiltered(filter) && isAlwaysTrue(reasoned(filter)) === "yes";
}

/**
 * One exact type is the filter of nearly every Trigger, and neither contradictory nor empty. A text that hops rewrite is
 * another rule's finding, and what follows from it no news.
 */
function isFiltered(filter: HopFilter): boolean {
  const { attributes, filters } = filter;
  if (rewrittenValues(filter).length > 0) return false;
  if (filters !== undefined && filters.length > 0) return true;
  return attributes !== undefined && Object.keys(attributes).some((name) => name !== "type");
}

function reasoned({ attributes, filters }: HopFilter) {
  return reason({ ...(attributes === undefined ? {} : { attributes }), ...(filters === undefined ? {} : { filters }) });
}
