import { connect } from "node:net";
import { Pool } from "undici";
import { isRetriedStatus } from "../../src/delivery/index.ts";
import { Random, seedOf } from "../fuzz/random.ts";
import { damageOf, drawEvent, type TortureEvent } from "./events.ts";
import type { Ledger } from "./ledger.ts";
import type { SeenReply } from "./needs.ts";
import type { Points } from "./points.ts";
import type { Replicas } from "./replicas.ts";
import type { Underway } from "./underway.ts";

/** Exponential (eventing.md §6.3): 0.04, 0.08 … 2.56 s. */
const BACKOFF_MS = 40;
/** Of each attempt; longer than any budget of the table, so that the shim is heard out. */
const TIMEOUT_MS = 10_000;

/** Why there is no answer, when its sender did not wait for one. */
const LEFT = "its sender left";

/** What one attempt came to. */
type Outcome =
  | { readonly status: number; readonly reply?: SeenReply }
  | { readonly status?: undefined; readonly error: string };

/** Sends as Knative's dispatcher does (eventing.md §6.2, §6.3): repeats what may be repeated, keeps as its own dead letter what is not taken. */
export class Sender {
  private readonly seed: number;
  private readonly ledger: Ledger;
  private readonly points: Points;
  private readonly replicas: Replicas;
  private readonly underway: Underway;
  private readonly retries: number;
  private readonly pools: readonly Pool[];
  /** Requests so far, repetitions and twins included. */
  public requests = 0;

  /** @param retries attempts after the first */
  public constructor(
    seed: number,
    retries: number,
    ledger: Ledger,
    points: Points,
    replicas: Replicas,
    underway: Underway,
  ) {
    this.seed = seed;
    this.retries = retries;
    this.ledger = ledger;
    this.points = points;
    this.replicas = replicas;
    this.underway = underway;
    this.pools = replicas.ports.map(
      (port) =>
        new Pool(`http://127.0.0.1:${port}`, { connections: 256, pipelining: 1, bodyTimeout: 0, headersTimeout: 0 }),
    );
  }

  /** Ends when the event was accepted, or its sender keeps it. */
  public async deliver(n: number): Promise<void> {
    const event = drawEvent(this.seed, n);
    const { mode, wayName, way, id } = event;
    this.ledger.open({ n, path: mode.path, way: wayName, need: way.need(id) });
    const known = new Set<number>();
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await this.attempt(event, attempt, known);
      if (outcome.status !== undefined && isSuccess(outcome.status)) return;
      const isAgain = outcome.status === undefined || isRetriedStatus(outcome.status);
      if (!isAgain || attempt >= this.retries) {
        this.ledger.tell(n, "its sender keeps it");
        this.ledger.kept(n);
        return;
      }
      await new Promise((done) => setTimeout(done, BACKOFF_MS * 2 ** attempt));
    }
  }

  public async close(): Promise<void> {
    await Promise.all(this.pools.map((pool) => pool.destroy()));
  }

  /**
   * One attempt; now and then the event comes twice at once, or its sender leaves before the answer.
   *
   * @param known the replicas that have been sent this event; grows
   */
  private async attempt(event: TortureEvent, attempt: number, known: Set<number>): Promise<Outcome> {
    const random = new Random(seedOf(this.seed, `sender ${event.n}`, attempt));
    const leavesAfterMs = random.chance(40) ? 1 + random.below(250) : undefined;
    const replica = random.below(this.replicas.ports.length);
    if (!random.chance(40)) return this.send(event, replica, leavesAfterMs, known);
    const twin = random.below(this.replicas.ports.length);
    const [one, other] = await Promise.all([
      this.send(event, replica, leavesAfterMs, known),
      this.send(event, twin, undefined, known),
    ]);
    return one.status !== undefined && isSuccess(one.status) ? one : other;
  }

  private async send(
    event: TortureEvent,
    replica: number,
    leavesAfterMs: number | undefined,
    known: Set<number>,
  ): Promise<Outcome> {
    this.requests += 1;
    const { n, mode } = event;
    this.ledger.tell(n, `sent to replica ${replica}`);
    const waiting = this.underway.begin(n, replica, !known.has(replica));
    known.add(replica);
    const outcome = this.points.isArmed(`${mode.path} arriving`)
      ? await this.half(event, replica)
      : await this.whole(event, replica, leavesAfterMs);
    this.underway.end(waiting, outcome.status === undefined && outcome.error !== LEFT ? outcome.error : undefined);
    if (outcome.status === undefined) this.ledger.tell(n, `replica ${replica}: ${outcome.error}`);
    else {
      const reply = outcome.reply === undefined ? "" : ` with ${outcome.reply.id}`;
      this.ledger.tell(n, `replica ${replica} answered ${outcome.status}${reply}`);
      if (isSuccess(outcome.status)) {
        this.ledger.accepted(n, outcome.reply);
        this.points.pass(`${mode.path} answered`, replica);
      }
    }
    return outcome;
  }

  private async whole(event: TortureEvent, replica: number, leavesAfterMs: number | undefined): Promise<Outcome> {
    const { headers, body } = messageOf(event);
    const pool = this.pools[replica];
    if (pool === undefined) throw new Error(`There is no replica ${replica}.`);
    const leaving = new AbortController();
    const timer = setTimeout(() => leaving.abort(), leavesAfterMs ?? TIMEOUT_MS);
    const point = `${event.mode.path} sent`;
    if (this.points.isArmed(point)) setTimeout(() => this.points.pass(point, replica), event.n % 4);
    try {
      const answer = await pool.request({
        path: event.mode.path,
        method: "POST",
        headers,
        body,
        signal: leaving.signal,
      });
      const text = await answer.body.text();
      const id = answer.headers["ce-id"];
      if (typeof id !== "string") return { status: answer.statusCode };
      const damage = damageOf(this.seed, event.n, text);
      if (damage === undefined) return { status: answer.statusCode, reply: { id } };
      this.ledger.sawDamage(event.n, `in the reply ${id}: ${damage}`);
      return { status: answer.statusCode };
    } catch (error) {
      return {
        error: leaving.signal.aborted ? LEFT : error instanceof Error ? error.message : String(error),
      };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Half of the request arrives, and the replica dies. */
  private half(event: TortureEvent, replica: number): Promise<Outcome> {
    const { headers, body } = messageOf(event);
    return new Promise((done) => {
      const socket = connect(this.replicas.ports[replica] ?? 0, "127.0.0.1");
      const end = (text: string) => {
        socket.destroy();
        done({ error: text });
      };
      socket.once("connect", () => {
        const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
        const length = `content-length: ${Buffer.byteLength(body)}`;
        socket.write(
          [`POST ${event.mode.path} HTTP/1.1`, "host: shim", ...head, length, "", body.slice(0, 5)].join("\r\n"),
          () => {
            this.points.pass(`${event.mode.path} arriving`, replica);
            setTimeout(() => end(LEFT), 50);
          },
        );
      });
      socket.on("data", () => undefined);
      socket.once("error", (error) => end(error.message));
    });
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function messageOf(event: TortureEvent): { readonly headers: Readonly<Record<string, string>>; readonly body: string } {
  const { id, way, data, isStructured } = event;
  const attributes = { specversion: "1.0", id, source: "/torture", type: way.type, ...way.attributes };
  const payload = { ...data, ...way.data };
  if (isStructured) {
    return {
      headers: { "content-type": "application/cloudevents+json" },
      body: JSON.stringify({ ...attributes, datacontenttype: "application/json", data: payload }),
    };
  }
  const headers = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce-${name}`, value]));
  return { headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(payload) };
}
