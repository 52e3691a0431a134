import type { AddressInfo } from "node:net";
import { jsonLog, type Log } from "../../diagnostics/log.ts";
import { closeOnSignals, drain, listen } from "../../events/http/server.ts";
import type { PreparedTable } from "../prepare.ts";
import { CLOCK } from "./clock.ts";
import type { Environment, LogLevel } from "./settings.ts";
import { ShimHost } from "./shim-host.ts";
import { Telemetry } from "./telemetry.ts";

/** How a table is served. */
export interface ServeShimOptions {
  /** 0 takes a free one. @default 8080 */
  readonly port?: number;
  /** @default "0.0.0.0" */
  readonly host?: string;
  /** Where secrets are. @default - the process's */
  readonly environment?: Environment;
  /** How long events at work may take after SIGTERM or {@link ServingShim.close}. @default 25000 */
  readonly graceMs?: number;
  /** Whether SIGTERM and SIGINT drain and stop it. @default true */
  readonly signals?: boolean;
  /** @default "warning" */
  readonly logLevel?: LogLevel;
  /** Whether data is logged with events that are answered. @default false */
  readonly logData?: boolean;
  /** @default - JSON lines on stdout */
  readonly log?: Log;
}

/** A shim that listens. */
export interface ServingShim {
  readonly port: number;
  readonly url: string;
  /** Stops accepting, lets events at work end within the grace, then cuts them off unanswered. Safe to call twice. */
  close(): Promise<void>;
  /** Resolves when it has stopped, however that came about. */
  readonly stopped: Promise<void>;
}

/**
 * Serves a prepared table over HTTP: takes events by POST on the paths of its routes, in binary and structured mode;
 * answers `GET /healthz`, `/readyz` (503 while draining), `/metrics`, and kube-probes.
 *
 * @throws Error with code `EADDRINUSE` or `EACCES` when the port cannot be had
 * @throws SecretError where a secret is not there
 */
export async function serveShim(table: PreparedTable, options: ServeShimOptions = {}): Promise<ServingShim> {
  const log =
    options.log ??
    jsonLog(
      (line) => process.stdout.write(line),
      () => CLOCK.now(),
    );
  const host = new ShimHost(
    table,
    options.environment ?? process.env,
    new Telemetry(log, options.logLevel ?? "warning", options.logData ?? false),
  );
  const server = host.server;
  await listen(server, options.port ?? 8080, options.host ?? "0.0.0.0");
  let closing: Promise<void> | undefined;
  const close = () => {
    host.draining = true;
    closing ??= drain(server, host.inFlight, options.graceMs ?? 25_000).then(() => host.upstreams.close());
    return closing;
  };
  const stopped = new Promise<void>((done) => server.once("close", done));
  if (options.signals ?? true) closeOnSignals(close, stopped);
  const { port } = server.address() as AddressInfo;
  const name = options.host === undefined || options.host === "0.0.0.0" ? "127.0.0.1" : options.host;
  return { port, url: `http://${name.includes(":") ? `[${name}]` : name}:${port}`, close, stopped };
}
