import { pingEvent } from "sluice/events";
import { z } from "zod";

/** A schedule asks for the report of one airport, by its IATA code. */
export const DailyReport = pingEvent({ data: z.object({ airport: z.string().regex(/^[A-Z]{3}$/) }) });
