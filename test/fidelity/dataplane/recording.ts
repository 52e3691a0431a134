import type { AttributeValue } from "../../../src/events/event.ts";
import type { Manifest } from "../../../src/manifests/manifest.ts";

/** One row of `dataplane`. */
export interface DataplaneRow {
  readonly scenario: Scenario;
  readonly outcome: RecordedOutcome;
}

export interface Scenario {
  readonly id: string;
  readonly tags: readonly string[];
  readonly features?: Readonly<Record<string, string>>;
  readonly maxTtl?: number;
  readonly manifests: readonly Manifest[];
  readonly services: Readonly<Record<string, ServiceScript>>;
  readonly send: readonly ScriptedSend[];
  readonly settle_ms?: number;
}

export type ServiceScript =
  | readonly ScriptedAnswer[]
  | {
      readonly default?: readonly ScriptedAnswer[];
      readonly byType?: Readonly<Record<string, readonly ScriptedAnswer[]>>;
      readonly refused?: boolean;
    };

export interface ScriptedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  readonly bodyBase64?: string;
  readonly bodySize?: number;
  readonly delay_ms?: number;
  readonly reply?: ScriptedReply;
  readonly reset?: boolean;
  readonly eof?: boolean;
  readonly hang?: boolean;
  readonly stall?: boolean;
  readonly cut?: boolean;
}

export interface ScriptedReply {
  readonly mode?: "binary" | "structured";
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly data?: unknown;
  readonly dataBase64?: string;
  readonly copy?: boolean;
  readonly omit?: readonly string[];
}

export interface ScriptedSend {
  readonly to: string;
  readonly url?: string;
  readonly path?: string;
  readonly host?: string;
  readonly method?: string;
  readonly mode: "binary" | "structured" | "none";
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  readonly data?: unknown;
  readonly dataBase64?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly at_ms?: number;
  readonly timeout_ms?: number;
}

export interface RecordedOutcome {
  readonly admission?: readonly unknown[];
  readonly reconcile?: readonly unknown[];
  readonly lowered?: Lowered;
  readonly sends?: readonly RecordedSend[];
  readonly requests?: readonly RecordedRequest[];
  readonly panics?: readonly string[];
  readonly crashed?: string;
  readonly unstable?: readonly string[];
}

export interface Lowered {
  readonly channels: readonly LoweredChannel[];
  readonly addresses: Readonly<Record<string, string>>;
}

export interface LoweredChannel {
  readonly name: string;
  readonly address?: string;
  readonly subscribers?: readonly LoweredSubscriber[];
}

export interface LoweredSubscriber {
  readonly subscription: string;
  readonly subscriberUri?: string;
  readonly replyUri?: string;
  readonly delivery?: LoweredDelivery;
}

export interface LoweredDelivery {
  readonly deadLetterSink?: { readonly uri?: string };
  readonly retry?: number;
  readonly backoffPolicy?: "linear" | "exponential";
  readonly backoffDelay?: string;
  readonly timeout?: string;
  readonly retryAfterMax?: string;
}

export interface RecordedSend {
  readonly send: number;
  readonly url: string;
  readonly took_bucket_ms: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly error?: string;
}

export interface RecordedRequest {
  readonly n: number;
  readonly service: string;
  readonly seq: number;
  readonly attempt: number;
  readonly t_ms: number;
  readonly wait_bucket_ms?: number;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly mode: string;
  readonly contentType?: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly ce: Readonly<Record<string, string>>;
  readonly data?: string;
  readonly dataBase64?: string;
  readonly errorDataText?: string;
  readonly client_gone_ms?: number;
}
