import type { Server } from "node:http";

/** @throws Error with code `EADDRINUSE` or `EACCES` when the port cannot be had */
export function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(port, host, () => {
      server.off("error", fail);
      done();
    });
  });
}

/** Stops accepting and lets what is in flight end within the grace. Connections that never sent a request count for nothing, and would be waited for. */
export async function drain(server: Server, inFlight: InFlight, graceMs: number): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  const timer = setTimeout(() => {
    for (const request of inFlight.all) request.abort(new Error("The service is shutting down."));
    server.closeAllConnections();
  }, graceMs);
  await Promise.race([closed, inFlight.none()]);
  server.closeAllConnections();
  await closed;
  clearTimeout(timer);
}

/** What can be ended early: an `AbortController`, for one. */
export interface Abortable {
  abort(reason: Error): void;
}

/** The requests that are being answered. */
export class InFlight {
  public readonly all = new Set<Abortable>();
  private readonly waiting: (() => void)[] = [];

  public add(request: Abortable): void {
    this.all.add(request);
  }

  public delete(request: Abortable): void {
    this.all.delete(request);
    if (this.all.size > 0) return;
    for (const done of this.waiting.splice(0)) done();
  }

  /** Resolves when there is none. */
  public none(): Promise<void> {
    if (this.all.size === 0) return Promise.resolve();
    return new Promise((done) => this.waiting.push(done));
  }
}

/** Closes on SIGTERM and SIGINT, until it has stopped. */
export function closeOnSignals(close: () => Promise<void>, stopped: Promise<void>): void {
  const onSignal = () => void close();
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  void stopped.then(() => {
    process.off("SIGTERM", onSignal);
    process.off("SIGINT", onSignal);
  });
}
