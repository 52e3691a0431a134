import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { damageOf, rootOf } from "./events.ts";
import { type Act, drawAct } from "./faults.ts";
import type { Ledger } from "./ledger.ts";
import { type Place, replyId } from "./mode.ts";
import { MODES } from "./modes.ts";
import type { Points } from "./points.ts";
import type { Underway } from "./underway.ts";

/** The header by which a service knows which replica asks it. */
export const REPLICA_HEADER = "x-replica";
/** An answer of more bytes is a failure, by the table. */
export const RESPONSE_BYTES = 128 * 1024;

const PLACES = new Map<string, Place>(MODES.flatMap(({ places }) => Object.entries(places)));
const HUGE = Buffer.alloc(RESPONSE_BYTES + 1, "x");
/** Of Node's and undici's limits, more than either. */
const MANY_HEADS = Array.from({ length: 80 }, (_, index) => [`x-head-${index}`, "y".repeat(1000)]).flat();

/** Every destination of the table, in one server: they fail on purpose, and tell the ledger what they have done. */
export class Services {
  private readonly seed: number;
  private readonly ledger: Ledger;
  private readonly points: Points;
  private readonly underway: Underway;
  private readonly server: Server;
  /** Requests so far, by place and event id. */
  private readonly attempts = new Map<string, number>();
  private isDown = false;
  /** Requests that were answered with a redirection and came to where it led: the shim must not follow. */
  public strays = 0;
  public requests = 0;
  public faults = 0;

  public constructor(seed: number, ledger: Ledger, points: Points, underway: Underway) {
    this.seed = seed;
    this.ledger = ledger;
    this.points = points;
    this.underway = underway;
    this.server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => this.take(request, response));
    this.server.on("connection", (socket) => {
      if (this.isDown) socket.resetAndDestroy();
    });
  }

  public listen(): Promise<string> {
    return new Promise((done, fail) => {
      this.server.once("error", fail);
      this.server.listen(0, "127.0.0.1", () => done(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}`));
    });
  }

  /** All of them are gone for a while: every connection is reset, old ones and new ones. */
  public fallOver(ms: number): void {
    this.isDown = true;
    this.server.closeAllConnections();
    setTimeout(() => {
      this.isDown = false;
    }, ms).unref();
  }

  public close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private take(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("error", () => undefined);
    response.on("error", () => undefined);
    request.on("end", () => this.answer(request, response, Buffer.concat(chunks).toString()));
  }

  private answer(request: IncomingMessage, response: ServerResponse, body: string): void {
    const name = (request.url ?? "/").slice(1).split("?")[0] ?? "";
    const place = PLACES.get(name);
    const heard = place === undefined ? undefined : hear(request, place);
    if (place === undefined || heard === undefined) {
      this.strays += 1;
      response.writeHead(400).end();
      return;
    }
    const { id, n } = heard;
    this.requests += 1;
    this.underway.asked(n, Number(request.headers[REPLICA_HEADER]));
    const damage = damageOf(this.seed, n, body);
    if (damage !== undefined) {
      // It is as good as lost, and no service can work with it.
      this.ledger.sawDamage(n, `at ${name}, ${id}: ${damage}`);
      response.writeHead(202).end();
      return;
    }
    const key = `${name} ${id}`;
    const attempt = this.attempts.get(key) ?? 0;
    this.attempts.set(key, attempt + 1);
    const act = drawAct(this.seed, place.kind, name, id, attempt);
    if (act.waitMs === 0) this.act(act, { name, place, id, n, body, request, response });
    else setTimeout(() => this.act(act, { name, place, id, n, body, request, response }), act.waitMs);
  }

  private act(act: Act, visit: Visit): void {
    const { name, id, n, request } = visit;
    const replica = Number(request.headers[REPLICA_HEADER]);
    this.ledger.tell(
      n,
      `${name} (asked by replica ${replica}) about ${id}: ${act.does}${act.does === "status" ? ` ${act.status}` : ""}`,
    );
    if (act.does !== "good" && act.does !== "slow" && act.does !== "structured") this.faults += 1;
    this.points.pass(`${name} before its answer`, replica);
    this.perform(act, visit);
    this.points.pass(`${name} after its answer`, replica);
  }

  private perform(act: Act, visit: Visit): void {
    const { response } = visit;
    const { socket } = response;
    switch (act.does) {
      case "good":
      case "slow":
      case "structured":
        this.good(visit, act.does === "structured");
        return;
      case "status":
        this.status(visit, act.status);
        return;
      case "reset":
        socket?.resetAndDestroy();
        return;
      case "lost":
        this.saw(visit, "lost");
        socket?.resetAndDestroy();
        return;
      case "hang":
        return;
      case "trickle":
        this.trickle(response);
        return;
      case "cut":
        this.cut(visit);
        return;
      case "text":
        this.whole(visit, ["content-type", "text/html"], "<h1>It works!</h1>");
        return;
      case "half":
        this.whole(visit, ["content-type", "application/cloudevents+json"], '{"specversion":"1.0","id":');
        return;
      case "nonsense":
        socket?.end("HTTP/1.1 2OO OK\r\nContent-Length: -1\r\n\r\n\u0000\u0001");
        return;
      case "huge":
        response.writeHead(200, ["content-type", "application/octet-stream"]).end(HUGE);
        return;
      case "heads":
        response.writeHead(200, MANY_HEADS).end();
    }
  }

  /** The work is done, and the answer is as it should be. */
  private good(visit: Visit, isStructured: boolean): void {
    const { place, response } = visit;
    this.saw(visit, "took");
    if (place.kind === "plain") {
      response.writeHead(200, ["content-type", "application/json"]).end('{"answer":42}');
      return;
    }
    const reply = replyTo(visit);
    if (reply === undefined) {
      response.writeHead(202).end();
      return;
    }
    const { attributes, data } = reply;
    if (isStructured) {
      const document = JSON.stringify({ ...attributes, datacontenttype: "application/json", data });
      response.writeHead(200, ["content-type", "application/cloudevents+json"]).end(document);
      return;
    }
    const head = Object.entries(attributes).flatMap(([key, value]) => [`ce-${key}`, value]);
    response.writeHead(200, [...head, "content-type", "application/json"]).end(JSON.stringify(data));
  }

  /** Whole answers of 200 whose body says nothing good. To who takes events, and to dead-letter sinks, only the status counts. */
  private whole(visit: Visit, head: readonly string[], body: string): void {
    const { kind } = visit.place;
    if (kind === "sink" || kind === "dead") this.saw(visit, "took");
    // Half an event is read as one, and is none: it is no answer "without an event".
    else if (body.startsWith("<")) this.saw(visit, "plain");
    visit.response.writeHead(200, [...head]).end(body);
  }

  private status(visit: Visit, status: number): void {
    const { place, response } = visit;
    if (place.kind === "plain" && status === 409) this.saw(visit, "declined");
    const head = status === 429 || status === 503 ? ["retry-after", "1"] : [];
    if (status >= 300 && status < 400) head.push("location", "/stray");
    response.writeHead(status, head).end(status === 304 || status % 2 === 0 ? undefined : "no, because of reasons");
  }

  /** Its work is done, and half of the answer is on the way when the connection ends. */
  private cut(visit: Visit): void {
    const { place, response } = visit;
    // Its sender has the status, and that is all that counts of a sink's answer.
    this.saw(visit, place.kind === "sink" || place.kind === "dead" ? "took" : "lost");
    const reply = place.kind === "step" ? replyTo(visit) : undefined;
    const head = Object.entries(reply?.attributes ?? {}).flatMap(([key, value]) => [`ce-${key}`, value]);
    response.writeHead(200, [...head, "content-type", "application/json", "content-length", "1000"]);
    response.write('{"n":', () => response.socket?.destroy());
  }

  private trickle(response: ServerResponse): void {
    response.writeHead(200, ["content-type", "application/json"]);
    const timer = setInterval(() => response.write(" "), 100);
    response.once("close", () => clearInterval(timer));
  }

  private saw({ name, place, id, n, request }: Visit, effect: "took" | "lost" | "plain" | "declined"): void {
    if (place.kind !== "dead") this.ledger.saw(n, effect, name, id);
    else if (effect === "took") {
      this.ledger.saw(
        n,
        "dead",
        failedPlace(request.headers["knativeerrordest"] ?? request.headers["ce-knativeerrordest"]),
        id,
      );
    }
  }
}

/** One request, read. */
interface Visit {
  readonly name: string;
  readonly place: Place;
  readonly id: string;
  readonly n: number;
  readonly body: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

function hear(request: IncomingMessage, place: Place): { readonly id: string; readonly n: number } | undefined {
  const id = place.kind === "plain" ? request.headers["x-order"] : request.headers["ce-id"];
  const n = typeof id === "string" ? rootOf(id) : undefined;
  return n === undefined ? undefined : { id: String(id), n };
}

function replyTo({
  name,
  place,
  id,
  body,
}: Visit): { readonly attributes: Readonly<Record<string, string>>; readonly data: unknown } | undefined {
  if (place.kind !== "step") return undefined;
  const data = JSON.parse(body) as { readonly way: string };
  const type = place.reply(data.way);
  if (type === undefined) return undefined;
  return { attributes: { specversion: "1.0", id: replyId(id, name), source: `/${name}`, type }, data };
}

/** The step that a dead letter names: by its destination's path, or `#NAME` where the shim itself could not go on. */
function failedPlace(destination: string | readonly string[] | undefined): string {
  const text = String(destination);
  const hash = text.indexOf("#");
  return hash === -1 ? (text.split("/").at(-1) ?? "") : text.slice(hash);
}
