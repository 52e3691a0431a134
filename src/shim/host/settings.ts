/** Environment variables by name, as `process.env` gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the environment says; everything else stands in the table. */
export interface ShimSettings {
  /** `PORT`. @default 8080 */
  readonly port: number;
  /** `SLUICE_ROUTES`: the table itself. */
  readonly table?: string;
  /** `SLUICE_ROUTES_FILE`: where the table is, when it is not in the environment. */
  readonly tableFile?: string;
  /** `SLUICE_LOG`: what is logged, and everything graver; `info` is every event. @default "warning" */
  readonly log: LogLevel;
  /** `SLUICE_LOG_DATA`: whether data is logged with events that are not handled. @default false */
  readonly logData: boolean;
  /** `SLUICE_GRACE_MS`: how long events at work may take after SIGTERM. @default 25000 */
  readonly graceMs: number;
}

export type LogLevel = "info" | "warning" | "error" | "none";

/** The settings, or everything that is wrong with the environment, one sentence each. */
export type SettingsReading =
  | { readonly settings: ShimSettings; readonly problems: readonly [] }
  | { readonly settings?: undefined; readonly problems: readonly string[] };

const LEVELS: readonly LogLevel[] = ["info", "warning", "error", "none"];

/** Reads the environment. */
export function readSettings(environment: Environment): SettingsReading {
  const problems: string[] = [];
  const given = (name: string) => (environment[name] === "" ? undefined : environment[name]);
  const integer = (name: string, fallback: number, max: number): number => {
    const text = given(name);
    if (text === undefined) return fallback;
    if (/^\d{1,9}$/.test(text) && Number(text) <= max) return Number(text);
    problems.push(`${name} is ${quote(text)}. Set it to a whole number from 0 to ${max}, or leave it out.`);
    return fallback;
  };
  const oneOf = <T extends string>(name: string, values: readonly T[], fallback: T): T => {
    const text = given(name);
    const value = values.find((one) => one === text);
    if (text !== undefined && value === undefined) {
      problems.push(`${name} is ${quote(text)}. Set it to one of ${values.join(", ")}, or leave it out.`);
    }
    return value ?? fallback;
  };
  const table = given("SLUICE_ROUTES");
  const tableFile = given("SLUICE_ROUTES_FILE");
  if ((table === undefined) === (tableFile === undefined)) {
    const both =
      table === undefined
        ? "Neither SLUICE_ROUTES nor SLUICE_ROUTES_FILE is"
        : "Both SLUICE_ROUTES and SLUICE_ROUTES_FILE are";
    problems.push(`${both} set. Set one of them, to the route table or to its file.`);
  }
  const settings: ShimSettings = {
    port: integer("PORT", 8080, 65_535),
    log: oneOf("SLUICE_LOG", LEVELS, "warning"),
    logData: oneOf("SLUICE_LOG_DATA", ["true", "false"], "false") === "true",
    graceMs: integer("SLUICE_GRACE_MS", 25_000, 3_600_000),
    ...(table === undefined ? {} : { table }),
    ...(tableFile === undefined ? {} : { tableFile }),
  };
  return problems.length === 0 ? { settings, problems: [] } : { problems };
}

function quote(text: string): string {
  return JSON.stringify(text.length <= 40 ? text : `${text.slice(0, 40)}…`);
}
