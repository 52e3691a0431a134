/** Exit codes of every `sluice` command; documented in README and `sluice --help`. */
export const EXIT = {
  ok: 0,
  /** Findings of severity error, a refused manifest, a hop that failed in `dev`. */
  findings: 1,
  /** Wrong arguments, a missing or unreadable file, no project. */
  usage: 2,
  /** The app itself failed: it threw, could not be started, or ended without synthesizing. */
  app: 3,
  /** A service process died, never listened, or a port was in use (`dev`). */
  service: 4,
  /** A broken invariant: our bug. */
  internal: 70,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
