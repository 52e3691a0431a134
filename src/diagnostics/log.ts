/** One line of a log: never an event's data. */
export interface LogEntry {
  readonly severity: "INFO" | "WARNING" | "ERROR";
  readonly message: string;
  readonly [field: string]: unknown;
}

/** Takes one line. */
export type Log = (entry: LogEntry) => void;

/** Writes each entry as one line of JSON: `{"time":"…","severity":"INFO","message":"…",…}`. */
export function jsonLog(write: (line: string) => void, now: () => number): Log {
  return ({ severity, message, ...fields }) => {
    const { error, ...others } = fields;
    const stack = error instanceof Error ? { stack: error.stack } : {};
    write(`${JSON.stringify({ time: new Date(now()).toISOString(), severity, message, ...others, ...stack })}\n`);
  };
}
