/** Where a replica can be killed: what passes there says so, and the armed point kills. */
export class Points {
  private armed: { readonly point: string; readonly kill: (replica: number) => void } | undefined;
  /** How often a replica was killed at each point. */
  public readonly hits = new Map<string, number>();

  /** Kills the replica that comes by next; the one armed before is forgotten. */
  public arm(point: string, kill: (replica: number) => void): void {
    this.armed = { point, kill };
  }

  /** Whether it was still armed. */
  public disarm(): boolean {
    const was = this.armed !== undefined;
    this.armed = undefined;
    return was;
  }

  public isArmed(point: string): boolean {
    return this.armed?.point === point;
  }

  public pass(point: string, replica: number): void {
    if (this.armed?.point !== point || Number.isNaN(replica)) return;
    const { kill } = this.armed;
    this.armed = undefined;
    this.hits.set(point, (this.hits.get(point) ?? 0) + 1);
    kill(replica);
  }
}
