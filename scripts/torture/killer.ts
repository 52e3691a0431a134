import { Random, seedOf } from "../fuzz/random.ts";
import { MODES } from "./modes.ts";
import type { Points } from "./points.ts";
import type { Replicas } from "./replicas.ts";
import type { Services } from "./services.ts";
import type { Underway } from "./underway.ts";

/** Every place in the life of an event where a replica is killed, in every mode. */
export const POINTS: readonly string[] = MODES.flatMap(({ path, places }) => [
  ...["arriving", "sent", "answered"].map((moment) => `${path} ${moment}`),
  ...Object.keys(places).flatMap((place) => [`${place} before its answer`, `${place} after its answer`]),
]);

/** How long a point waits for somebody to pass. */
const WAIT_MS = 4_000;
/** Between two of its doings, at most. */
const MOST_PAUSE_MS = 3_000;

/** Kills, drains and freezes replicas, and lets the services fall over, as long as it is told to. */
export class Killer {
  private readonly random: Random;
  private readonly replicas: Replicas;
  private readonly services: Services;
  private readonly points: Points;
  private readonly underway: Underway;
  private readonly requests: () => number;
  private readonly queue: string[];
  private isOver = false;

  /** @param requests how many have been sent so far: the pace is theirs, so that a busy machine is not only killing */
  public constructor(
    seed: number,
    replicas: Replicas,
    services: Services,
    points: Points,
    underway: Underway,
    requests: () => number,
  ) {
    this.random = new Random(seedOf(seed, "killer", 0));
    this.replicas = replicas;
    this.services = services;
    this.points = points;
    this.underway = underway;
    this.requests = requests;
    this.queue = shuffled(POINTS, this.random);
  }

  public stop(): void {
    this.isOver = true;
    this.points.disarm();
  }

  /** Ends when it is told to. One thing at a time, and only while most replicas work: an event must be able to get through. */
  public async run(): Promise<void> {
    while (!this.isOver) {
      await this.breathe();
      if (this.isOver) return;
      if (this.replicas.readyOnes.length < 2) continue;
      const does = this.random.below(20);
      if (does < 13) await this.killAtPoint();
      else if (does < 15) this.replicas.kill(this.anyone());
      else if (does < 17) this.drain(this.anyone());
      else if (does < 19) this.replicas.freeze(this.anyone(), 200 + this.random.below(1200));
      else this.services.fallOver(100 + this.random.below(400));
    }
  }

  private async breathe(): Promise<void> {
    const until = this.requests() + 150 + this.random.below(200);
    const latest = performance.now() + MOST_PAUSE_MS;
    do await pause(100);
    while (!this.isOver && this.requests() < until && performance.now() < latest);
  }

  private drain(replica: number): void {
    this.underway.draining(replica);
    this.replicas.drain(replica);
  }

  private async killAtPoint(): Promise<void> {
    const point = this.queue.shift();
    if (point === undefined) return;
    let killed = false;
    this.points.arm(point, (replica) => {
      killed = true;
      this.replicas.kill(replica);
    });
    for (let waited = 0; !killed && waited < WAIT_MS && !this.isOver; waited += 25) await pause(25);
    if (!killed) this.points.disarm();
    // Who has had its turn, or whom nobody passed, comes again when all others have been tried.
    this.queue.push(point);
  }

  private anyone(): number {
    const ready = this.replicas.readyOnes;
    return ready.length === 0 ? 0 : this.random.pick(ready);
  }
}

function shuffled(list: readonly string[], random: Random): string[] {
  const left = [...list];
  const result: string[] = [];
  while (left.length > 0) result.push(...left.splice(random.below(left.length), 1));
  return result;
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
