import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "tsdown";
import { shimBundles } from "../shim-bundle.ts";
import { Garbage } from "./garbage.ts";
import { Killer } from "./killer.ts";
import { Ledger } from "./ledger.ts";
import { Points } from "./points.ts";
import { Replicas } from "./replicas.ts";
import { Sender } from "./sender.ts";
import { Services } from "./services.ts";
import { tortureTable } from "./table.ts";
import { Underway } from "./underway.ts";

/** How much torture. */
export interface Torture {
  readonly events: number;
  readonly seed: number;
  /** After so long nothing new is sent. */
  readonly seconds: number;
  /** Attempts of the sender after its first. @default 7 */
  readonly retries?: number;
  readonly progress: (text: string) => void;
}

/** What can be told when it is over. */
export interface Tortured {
  readonly ledger: Ledger;
  readonly replicas: Replicas;
  readonly services: Services;
  readonly sender: Sender;
  readonly garbage: Garbage;
  readonly points: Points;
  readonly underway: Underway;
  readonly seconds: number;
}

const REPLICAS = 3;
/** Events under way at once. */
const SENDERS = 96;
const GARBAGE_EVERY_MS = 60;
/** Who is still at work for an event whose sender has been answered or has left may end that. */
const QUIET_MS = 1_500;

const stops: (() => void)[] = [];

/** Ends every process, and removes what was written: safe at any time, and twice. */
export function stopTorture(): void {
  for (const stop of stops.splice(0).reverse()) stop();
}

/** Runs the bundled shim as processes of its own under load, while they and everything around them fail. */
export async function torture({ events, seed, seconds, retries = 7, progress }: Torture): Promise<Tortured> {
  const started = performance.now();
  const ledger = new Ledger(() => performance.now());
  const points = new Points();
  const underway = new Underway();
  const services = new Services(seed, ledger, points, underway);
  const address = await services.listen();
  stops.push(() => services.close());
  const replicas = new Replicas([await bundled()], {
    SLUICE_ROUTES: JSON.stringify(tortureTable(address)),
    SLUICE_LOG: "none",
    SLUICE_GRACE_MS: "8000",
  });
  stops.push(() => replicas.stop());
  await replicas.start(REPLICAS);
  const sender = new Sender(seed, retries, ledger, points, replicas, underway);
  const garbage = new Garbage(seed, replicas);
  const killer = new Killer(seed, replicas, services, points, underway, () => sender.requests);
  stops.push(() => garbage.stop());

  const begun = performance.now();
  garbage.start(GARBAGE_EVERY_MS);
  const killing = killer.run();
  const reporting = setInterval(() => {
    const { sent, accepted, vanished } = ledger.counts();
    const rate = Math.round(sent / ((performance.now() - begun) / 1000));
    progress(`${sent} sent (${rate}/s), ${accepted} accepted, ${vanished} vanished, ${replicas.counts.killed} killed`);
  }, 10_000);
  stops.push(() => clearInterval(reporting));
  let next = 0;
  const until = begun + seconds * 1000;
  await Promise.all(
    Array.from({ length: Math.min(SENDERS, events) }, async () => {
      while (next < events && performance.now() < until) {
        const n = next;
        next += 1;
        await sender.deliver(n);
      }
    }),
  );
  killer.stop();
  garbage.stop();
  await killing;
  await new Promise((done) => setTimeout(done, QUIET_MS));
  await sender.close();
  stopTorture();
  return {
    ledger,
    replicas,
    services,
    sender,
    garbage,
    points,
    underway,
    seconds: (performance.now() - started) / 1000,
  };
}

/** The files that a stock Node runs, as they are deployed. */
async function bundled(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-torture-"));
  stops.push(() => rmSync(folder, { recursive: true, force: true }));
  const cwd = fileURLToPath(new URL("../..", import.meta.url));
  for (const bundle of shimBundles) {
    await build({ ...bundle, config: false, outDir: folder, logLevel: "error", cwd });
  }
  return join(folder, "sluice-shim.mjs");
}
