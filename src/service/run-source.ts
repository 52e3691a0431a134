import { randomUUID } from "node:crypto";
import type { EventDraft } from "../events/event.ts";
import { EventError } from "../events/event-error.ts";
import { fromDraft } from "../events/http/index.ts";
import type { Environment } from "./environment.ts";
import { jsonLog, type Log } from "../diagnostics/log.ts";
import { sendToSink, sinkSettings } from "./sink.ts";
import type { Source, SourceContext } from "./source.ts";

/** How a source is run. */
export interface RunSourceOptions {
  /** Where `K_SINK`, `K_CE_OVERRIDES` and `K_SINK_TIMEOUT` are read. @default process.env */
  readonly environment?: Environment;
  /** The `source` of events whose contract and draft name none: a URI reference. @default - `/sluice/` and the source's name */
  readonly source?: string;
  /** Whether SIGTERM and SIGINT end it. @default true */
  readonly signals?: boolean;
  /** @default - JSON lines on stdout */
  readonly log?: Log;
}

/** A source that runs. */
export interface RunningSource {
  /** `K_SINK` as it is used. */
  readonly sink: string;
  /** Ends it; resolves when its loop has. */
  close(): Promise<void>;
  /** Resolves when its loop ended on purpose, rejects with what it threw. */
  readonly stopped: Promise<void>;
}

/**
 * Runs a source against the sink that the environment names.
 *
 * @throws ConfigurationError naming what is missing
 */
export function runSource(source: Source, options: RunSourceOptions = {}): RunningSource {
  const settings = sinkSettings(options.environment ?? process.env);
  const now = () => Date.now();
  const log = options.log ?? jsonLog((line) => process.stdout.write(line), now);
  const controller = new AbortController();
  const { signal } = controller;
  const sleep = (ms: number) => sleepUntil(ms, signal);
  const context: SourceContext = {
    signal,
    now,
    sleep,
    log,
    send: async (draft) => {
      checkDraft(source, draft);
      const stamps = {
        id: randomUUID(),
        time: new Date(now()).toISOString(),
        source: options.source ?? `/sluice/${source.name}`,
      };
      await sendToSink(fromDraft(draft, stamps), settings, { sleep, signal });
    },
  };
  const stopped = source.run(context).then(() => {
    if (!signal.aborted)
      throw new Error(`The source "${source.name}" ended by itself; it must run until its signal aborts.`);
  });
  stopped.catch(() => undefined);
  const close = async () => {
    controller.abort(new Error("The source is shutting down."));
    await stopped.catch(() => undefined);
  };
  if (options.signals ?? true) closeOnSignals(close, stopped);
  return { sink: settings.url.href, close, stopped };
}

/** @throws EventError when the draft is not what the source says it emits */
function checkDraft(source: Source, draft: EventDraft): void {
  const contract = source.emits.find((one) => one.type === draft.type);
  if (contract === undefined) {
    const declared = source.emits.map((one) => `"${one.type}"`).join(", ");
    throw new EventError("wrong-type", `The source "${source.name}" does not emit "${draft.type}", only ${declared}.`);
  }
  contract.parse({ specversion: "1.0", id: "draft", source: "/draft", ...draft });
}

function sleepUntil(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      done();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}

function closeOnSignals(close: () => Promise<void>, stopped: Promise<void>): void {
  const onSignal = () => void close();
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  const forget = () => {
    process.off("SIGTERM", onSignal);
    process.off("SIGINT", onSignal);
  };
  void stopped.then(forget, forget);
}
