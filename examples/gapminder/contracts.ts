import { pingEvent } from "sluice/events";
import { z } from "zod";

/** A schedule asks for the state of the world in one year. */
export const YearAsked = pingEvent({ data: z.object({ year: z.int().min(1955).max(2005) }) });
