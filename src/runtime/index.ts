// The engine: what a cluster would do with an event.
export { createEngine, type Engine, type EngineHost, OUTSIDE, type PostOptions } from "./engine/engine.ts";
export type { ReceivedRequest } from "./engine/topology.ts";
export type { Cancel, Clock } from "./engine/clock.ts";
export type { Answer, BodyEnd, HttpAnswer, NoAnswer, Transport, TransportRequest } from "./engine/transport.ts";
export type { Delivery, EventName, Leg, Observer, Outcome, Why } from "./engine/observe.ts";
export { mutedBy, type PingStamp, pingEventOf } from "./engine/ping.ts";
export type { Sent } from "./engine/source.ts";
export { type AssumedLaw, assumedLaws } from "./assumed-law.ts";
export { graphNotices } from "./notices.ts";
export { isShim, prepareShims, type ShimFault } from "./prepare-shims.ts";
export { loadShimCompilers, type ShimCompilers } from "./shim-compilers.ts";
export { type Arrival, TraceRing } from "./trace-ring.ts";

// Virtual time.
export { heldCompilers } from "./virtual/held-compilers.ts";
export { type Random, seededRandom } from "./virtual/random.ts";
export { VirtualClock } from "./virtual/virtual-clock.ts";
export {
  EndlessError,
  type Reaction,
  type Responder,
  StuckError,
  VirtualHost,
  type VirtualHostOptions,
} from "./virtual/virtual-host.ts";
