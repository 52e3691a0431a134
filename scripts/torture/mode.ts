import type { Route } from "../../src/routes/index.ts";
import type { Need } from "./needs.ts";

/** One route under torture, and the truth about it. */
export interface Mode {
  readonly path: string;
  readonly route: Route;
  /** Its destinations, and what stands there. Names are unique over all modes: a name is a place. */
  readonly places: Readonly<Record<string, Place>>;
  /** What events can be like: each way equally often. */
  readonly ways: Readonly<Record<string, Way>>;
}

/** What stands at a destination. */
export type Place =
  /** Takes events and replies with one of the type that the event's way names, or with none. */
  | { readonly kind: "step"; readonly reply: (way: string) => string | undefined }
  /** HTTP with JSON, no CloudEvents. */
  | { readonly kind: "plain" }
  /** Takes events; its status alone counts. */
  | { readonly kind: "sink" }
  /** Takes dead letters. */
  | { readonly kind: "dead" };

/** One sort of events. */
export interface Way {
  readonly type: string;
  /** Extension attributes of the event. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Data beside what every event has. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** What must have happened when the event with this id is answered with success. */
  readonly need: (id: string) => Need;
}

/** The id of a service's reply. */
export function replyId(id: string, place: string): string {
  return `${id}>${place}`;
}
