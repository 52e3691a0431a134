import type { Surface } from "../surface.ts";
import { answers } from "./answers.ts";
import { settings, yaml } from "./files.ts";
import { cesql, filters } from "./filters.ts";
import { jsonFormat, messages } from "./messages.ts";
import { cron, durations } from "./times.ts";

/** Every door, in the order they are tried. */
export const SURFACES: readonly Surface[] = [
  messages,
  jsonFormat,
  cesql,
  filters,
  durations,
  answers,
  cron,
  yaml,
  settings,
];
