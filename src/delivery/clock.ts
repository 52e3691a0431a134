/** Prevents what was going to happen. Harmless when it has happened. */
export type Cancel = () => void;

/** The only time that what delivers knows. */
export interface Timer {
  /** Milliseconds since the epoch; may have a fraction. */
  now(): number;
  /** Calls `run` once after `ms` milliseconds, 0 or more. */
  after(ms: number, run: () => void): Cancel;
}
