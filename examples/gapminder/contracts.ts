import { defineStep, pingEvent } from "sluice/events";
import { ObjectFinalized } from "sluice/processing";
import { z } from "zod";

/** A schedule asks for the state of the world in one year. */
export const YearAsked = pingEvent({ data: z.object({ year: z.int().min(1955).max(2005) }) });

/** Takes note of every finished picture; any program that answers 2xx will do. */
export const Archive = defineStep("archive", { accepts: [ObjectFinalized] });
