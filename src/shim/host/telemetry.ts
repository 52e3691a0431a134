import type { Log } from "../../diagnostics/log.ts";
import type { WireEvent } from "../../events/event.ts";
import type { AttemptRecord, EndRecord, ShimObserver } from "../ports.ts";
import type { ShimAnswer } from "../shim.ts";
import { Counter, gauge, Histogram } from "./metrics.ts";
import type { LogLevel } from "./settings.ts";

/** What the host asks the process and its gate when metrics are read. */
export interface Gauges {
  readonly atWork: number;
  readonly waits: number;
  readonly startedMs: number;
}

/** Metrics, by OpenTelemetry's names as Prometheus writes them, and the log. Data is logged only when it is asked for. */
export class Telemetry implements ShimObserver {
  private readonly log: Log;
  private readonly level: LogLevel;
  private readonly logData: boolean;
  private readonly served = new Histogram(
    "http_server_request_duration_seconds",
    "Time from a request's arrival to its answer.",
    ["http_route", "http_response_status_code"],
  );
  private readonly sent = new Histogram(
    "http_client_request_duration_seconds",
    "Time from a request to a destination to its whole answer.",
    ["destination", "http_response_status_code"],
  );
  private readonly attempts = new Counter(
    "sluice_shim_attempts_total",
    "Requests to destinations, by what came of them.",
    ["route", "step", "destination", "leg", "outcome"],
  );
  private readonly ends = new Counter("sluice_shim_ends_total", "Events that ended in a step other than by going on.", [
    "route",
    "step",
    "kind",
  ]);
  private readonly refused = new Counter(
    "sluice_shim_refused_requests_total",
    "Requests that brought no event to a route.",
    ["reason"],
  );

  public constructor(log: Log, level: LogLevel, logData: boolean) {
    this.log = log;
    this.level = level;
    this.logData = logData;
  }

  public attempted(attempt: AttemptRecord): void {
    const { route, step, destination, leg, outcome, status, tookMs, error } = attempt;
    this.attempts.add([route, step, destination, leg, outcome]);
    this.sent.observe([destination, status ?? "none"], tookMs / 1000);
    if (outcome === "accepted" ? this.level !== "info" : this.level === "error" || this.level === "none") return;
    this.log({
      severity: outcome === "accepted" ? "INFO" : "WARNING",
      message: outcome === "accepted" ? "Delivered." : outcome === "retried" ? "Refused, tried again." : "Refused.",
      route,
      step,
      destination,
      leg,
      attempt: attempt.attempt,
      ...(status === undefined ? {} : { status }),
      ...(error === undefined ? {} : { reason: error }),
      durationMs: round(tookMs),
      event: attempt.event,
    });
  }

  public ended({ route, step, kind, detail, event }: EndRecord): void {
    this.ends.add([route, step, kind]);
    const isQuiet = kind === "filtered" || kind === "discarded" || kind === "remembered";
    if (isQuiet ? this.level !== "info" : this.level === "error" || this.level === "none") return;
    this.log({
      severity: isQuiet ? "INFO" : "WARNING",
      message: ENDS[kind],
      route,
      step,
      ...(detail === undefined ? {} : { reason: detail }),
      event,
    });
  }

  /** An event has been answered, or its sender has left. */
  public answered(route: string, event: WireEvent, answer: ShimAnswer | "left", tookMs: number): void {
    const status = answer === "left" ? 499 : answer.status;
    this.served.observe([route, status], tookMs / 1000);
    const isFine = status < 400;
    if (isFine ? this.level !== "info" : this.level === "none") return;
    const { id, type, source } = event.attributes;
    this.log({
      severity: isFine ? "INFO" : status === 499 ? "WARNING" : "ERROR",
      message: answer === "left" ? "The sender left." : isFine ? "Handled." : "Not handled.",
      route,
      status,
      ...(answer !== "left" && answer.text !== undefined ? { reason: answer.text } : {}),
      durationMs: round(tookMs),
      event: { id, type, source },
      ...(this.logData && event.data !== undefined ? { data: Buffer.from(event.data).toString("utf8") } : {}),
    });
  }

  /** A request was refused before it was an event. */
  public turnedAway(reason: string, status: number, text: string): void {
    this.refused.add([reason]);
    if (this.level === "none" || this.level === "error") return;
    this.log({ severity: "WARNING", message: "Refused a request.", status, reason: text });
  }

  /** In Prometheus' text format. */
  public write({ atWork, waits, startedMs }: Gauges): string {
    const { user, system } = process.cpuUsage();
    return [
      this.served.write(),
      this.sent.write(),
      this.attempts.write(),
      this.ends.write(),
      this.refused.write(),
      gauge("http_server_active_requests", "Events at work.", atWork),
      gauge("sluice_shim_waiting_requests", "Events that wait for their turn.", waits),
      gauge("process_resident_memory_bytes", "Resident memory size in bytes.", process.memoryUsage.rss()),
      gauge(
        "process_cpu_seconds_total",
        "Total user and system CPU time spent in seconds.",
        (user + system) / 1e6,
        "counter",
      ),
      gauge("process_start_time_seconds", "Start time of the process since unix epoch in seconds.", startedMs / 1000),
    ].join("");
  }
}

const ENDS: Readonly<Record<EndRecord["kind"], string>> = {
  filtered: "Filtered.",
  discarded: "Discarded.",
  "dead-lettered": "Dead-lettered.",
  ignored: "A branch that may fail has failed.",
  refused: "Refused.",
  remembered: "Answered as before.",
};

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
