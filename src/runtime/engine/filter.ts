import { isAccepted, sniffContentType, TTL } from "../../delivery/index.ts";
import type { AttributeValue, WireEvent } from "../../events/event.ts";
import { type MessageReading, passthroughHeaders, readMessage, writeStructured } from "../../events/http/index.ts";
import {
  bodyDetail,
  dispatchError,
  isNoAnswer,
  type JudgedAnswer,
  type Judgement,
  readBody,
  unreadBody,
} from "./answers.ts";
import { type Clock, soon } from "./clock.ts";
import type { Post, PostRequest } from "./leg.ts";
import type { EndpointId } from "../../graph/graph.ts";
import type { PreparedHop } from "./prepare.ts";
import type { Answer, HttpAnswer } from "./transport.ts";

/** Makes what reaches the subscriber of a Trigger: a Broker's filter (eventing.md §6.7). */
export type FilterPost = (hop: PreparedHop) => Post;

/**
 * A Broker's filter, behind the decision whether the event passes: sends to the subscriber without the pass count,
 * judges the answer as Knative's filter does, and answers the dispatcher. It has no retries or limits of its own.
 */
export function filterPosts(clock: Clock, post: Post): FilterPost {
  const withoutTtl = ttlStripper();
  return (hop) => {
    const { url, endpoint } = hop.subscriber;
    const mode = hop.format === "json" ? "structured" : "binary";
    return (request, settle) => {
      const outgoing = toSubscriber(request, withoutTtl(request.event), endpoint, url, mode);
      if (mode === "binary" || writeStructured(outgoing.event) !== undefined) {
        return post(outgoing, (answer) => judge(request, url, answer, settle));
      }
      return soon(clock, () => settle(failed(500, { why: "unsendable", detail: NO_JSON })));
    };
  };
}

/** Of an event whose data is no JSON under a JSON type or none, while the Trigger wants `format: json` (eventing.md §6.7). */
const NO_JSON = "its data is no JSON, which `format: json` needs";

/** Written out: spreading is several times slower, and this happens at every delivery. */
function toSubscriber(
  request: PostRequest,
  event: WireEvent,
  to: EndpointId,
  url: string,
  mode: "binary" | "structured",
): PostRequest {
  const { n, method, headers, leg, attempt, isChecked } = request;
  return { n, to, url, method, event, mode, headers, leg, attempt, isChecked };
}

/** All Triggers of a Broker get the same event, one after the other: it is stripped once. */
function ttlStripper(): (event: WireEvent) => WireEvent {
  let last: WireEvent | undefined;
  let stripped: WireEvent | undefined;
  return (event) => {
    if (event === last && stripped !== undefined) return stripped;
    const attributes: Record<string, AttributeValue> = Object.assign(Object.create(null), event.attributes);
    delete attributes[TTL];
    last = event;
    stripped = { ...event, attributes };
    return stripped;
  };
}

function judge(request: PostRequest, url: string, answer: Answer, settle: (answer: JudgedAnswer) => void): void {
  if (isNoAnswer(answer)) {
    const body = dispatchError("POST", url, answer.error);
    settle(
      failed(500, {
        failure: { destination: url, body },
        why: answer.isUnsendable ? "unsendable" : "no-answer",
        detail: answer.error,
      }),
    );
    return;
  }
  readBody(answer, ({ body = "", broken }) => {
    if (!isAccepted(answer.status)) settle(refused(url, answer, body, broken));
    else if (broken === undefined) settle(accepted(request, answer, body));
    else settle(failed(500, { answered: answer.status, why: "reply-cut", detail: broken }));
  });
}

/** The subscriber's own status, and a body that tells who refused what. HTTP forbids a body on 304. */
function refused(url: string, answer: HttpAnswer, body: Uint8Array | string, broken: string | undefined): JudgedAnswer {
  const told = broken === undefined ? body : unreadBody(answer.status, broken);
  const detail = bodyDetail(told);
  const failure = answer.status === 304 ? {} : { failure: { destination: url, body: told } };
  return {
    status: answer.status,
    headers: passthroughHeaders(answer.headers),
    judged: { answered: answer.status, why: "status", ...failure, ...(detail === undefined ? {} : { detail }) },
  };
}

function accepted(request: PostRequest, answer: HttpAnswer, body: Uint8Array | string): JudgedAnswer {
  const { status } = answer;
  const headers = passthroughHeaders(answer.headers);
  const reply = answer.event ?? readReply(answer, body);
  if (reply === undefined) {
    return body.length === 0
      ? { status, headers }
      : failed(502, { answered: status, why: "reply-is-no-event", detail: "its body is no CloudEvent" });
  }
  if ("kind" in reply) return failed(502, { answered: status, why: "reply-unreadable", detail: reply.text });
  const attributes: Record<string, AttributeValue> = Object.assign(Object.create(null), reply.attributes);
  attributes[TTL] = request.event.attributes[TTL] ?? "";
  const { data } = reply;
  if (attributes.datacontenttype === undefined && data !== undefined && data.length > 0) {
    attributes.datacontenttype = sniffContentType(data);
  }
  return { status, headers, event: { ...reply, attributes } };
}

type Refusal = Extract<MessageReading, { readonly kind: "refused" }>;

/** The event of a 2xx answer, undefined where it is none, or why it cannot be read. Validity is the next one's business. */
function readReply(answer: HttpAnswer, body: Uint8Array | string): WireEvent | Refusal | undefined {
  const reading = readMessage({ headers: answer.headers, body });
  if (reading.kind === "event") return reading.event;
  if (reading.event !== undefined) return reading.event;
  return reading.code === "not-an-event" ? undefined : reading;
}

function failed(status: number, judged: Judgement): JudgedAnswer {
  return { status, headers: [], judged };
}
