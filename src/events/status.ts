const RETRIED_CLIENT_ERRORS: ReadonlySet<number> = new Set([404, 408, 409, 429]);

/**
 * Whether a Knative dispatcher sends the event again after this answer: 404, 408, 409, 429 and everything from 500 on;
 * −1 stands for an answer that never came (eventing.md §6.3).
 */
export function isRetriedStatus(status: number): boolean {
  return status >= 500 || status === -1 || RETRIED_CLIENT_ERRORS.has(status);
}
