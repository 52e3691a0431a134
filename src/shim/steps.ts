import { isAccepted, isRetriedStatus } from "../delivery/index.ts";
import type { MapStep } from "../routes/index.ts";
import { caused, checked, withAttributes } from "./caused.ts";
import { type CompiledCondition, evaluateIn } from "./condition.ts";
import { type CompiledEnvelope, causedId } from "./envelope.ts";
import {
  deliver,
  type Judgement,
  type PreparedDelivery,
  type PreparedDestination,
  sendDeadLetter,
  statusOnly,
} from "./leg.ts";
import { combined, type End, FINAL, HANDLED, type Reply } from "./outcome.ts";
import type { Expressions, ShimHttpAnswer, ShimRequest } from "./ports.ts";
import { compileTexts } from "./render.ts";
import { readReply } from "./reply.ts";
import { type Node, tellEnd } from "./run.ts";

/** What every step knows of where it stands. */
export interface StepPlace {
  readonly step: string;
  /** `source` of the shim, and what dead letters of its own making name. */
  readonly source: string;
  /** Takes what the step itself cannot work with. */
  readonly delivery: PreparedDelivery | undefined;
}

const PREFER = ["prefer", "reply"] as const;

/** Delivers the event and goes on with the reply. */
export function toNode(
  { step, delivery }: StepPlace & { readonly delivery: PreparedDelivery },
  to: PreparedDestination,
  how: { readonly nonEvent: "ignore" | "fail"; readonly envelope: CompiledEnvelope | undefined },
  next: Node,
): Node {
  const judge = how.nonEvent === "fail" ? judgeStrictly : judgeLoosely;
  return (run, carried, done) => {
    const { event } = carried;
    const goOn = (reply: Reply | undefined, request: ShimRequest) => {
      if (reply === undefined) done(HANDLED);
      else next(run, carried.to(caused(reply.event, event, run.inherited), reply.forwarded, request), done);
    };
    if (how.envelope === undefined) {
      const headers = [...carried.forwarded, PREFER, ...run.trace];
      const order = {
        step,
        leg: "to",
        to,
        event,
        content: { kind: "event", event },
        headers,
        delivery,
        judge,
      } as const;
      deliver(run, order, carried, goOn, done);
      return;
    }
    const { envelope } = how;
    const { content, query } = envelope.request(carried);
    const address = query === "" ? to.address : `${to.address}${to.address.includes("?") ? "&" : "?"}${query}`;
    const order = {
      step,
      leg: "to",
      to: { ...to, address },
      event,
      content,
      headers: [...carried.forwarded, ...run.trace],
      delivery,
      judge: (answer: ShimHttpAnswer) =>
        envelope.judge(answer, carried, { nowMs: run.ports.clock.now(), trace: run.trace }),
    } as const;
    deliver(run, order, carried, goOn, done);
  };
}

function judgeStrictly(answer: ShimHttpAnswer): Judgement<Reply | undefined> {
  return judgeReply(answer, true);
}

function judgeLoosely(answer: ShimHttpAnswer): Judgement<Reply | undefined> {
  return judgeReply(answer, false);
}

function judgeReply(answer: ShimHttpAnswer, isStrict: boolean): Judgement<Reply | undefined> {
  const { status } = answer;
  if (!isAccepted(status)) {
    return { refusal: { status, isRetriable: isRetriedStatus(status), text: `it answered ${status}` } };
  }
  const reading = readReply(answer);
  if (reading.kind === "event") return { taken: reading.reply };
  if (reading.kind === "unreadable") return { refusal: { status: 502, isRetriable: true, text: reading.text } };
  if (reading.kind === "empty" || !isStrict) return { taken: undefined };
  return { refusal: { status: 502, isRetriable: true, text: "it answered with a body that is no event" } };
}

/** Hands the event on to what takes it for good. */
export function publishNode(
  { step, delivery }: StepPlace & { readonly delivery: PreparedDelivery },
  to: PreparedDestination,
  leg: "publish" | "reply" = "publish",
): Node {
  return (run, carried, done) => {
    const { event, forwarded } = carried;
    const headers = [...forwarded, ...run.trace];
    const order = {
      step,
      leg,
      to,
      event,
      content: { kind: "event", event },
      headers,
      delivery,
      judge: statusOnly,
    } as const;
    deliver(run, order, carried, () => done(HANDLED), done);
  };
}

/** Gives every branch the event and waits for all. */
export function fanOutNode(
  step: string,
  branches: readonly { readonly name: string; readonly node: Node; readonly isIgnored: boolean }[],
): Node {
  return (run, carried, done) => {
    const ends: End[] = [];
    let left = branches.length;
    for (const [index, { name, node, isIgnored }] of branches.entries()) {
      node(run, carried, (end) => {
        if (end.kind === "failed" && isIgnored) {
          tellEnd(run, `${step}-${name}`, "ignored", carried.event, end.text);
          ends[index] = HANDLED;
        } else ends[index] = end;
        left -= 1;
        if (left === 0) done(combined(ends));
      });
    }
  };
}

/** The first case that matches takes the event. */
export function switchNode(
  place: StepPlace,
  cases: readonly { readonly when: CompiledCondition; readonly node: Node }[],
  otherwise: Node,
): Node {
  return (run, carried, done) => {
    const ask = (index: number): void => {
      const one = cases[index];
      if (one === undefined) {
        otherwise(run, carried, done);
        return;
      }
      one.when(run, carried, ({ holds, error }) => {
        if (error !== undefined) undecided(place, error)(run, carried, done);
        else if (holds) one.node(run, carried, done);
        else ask(index + 1);
      });
    };
    ask(0);
  };
}

/** Lets the event on, or ends its way. */
export function filterNode(place: StepPlace, when: CompiledCondition, next: Node): Node {
  return (run, carried, done) => {
    when(run, carried, ({ holds, error }) => {
      if (error !== undefined) undecided(place, error)(run, carried, done);
      else if (holds) next(run, carried, done);
      else {
        tellEnd(run, place.step, "filtered", carried.event);
        done(HANDLED);
      }
    });
  };
}

/** An expression that fails says neither yes nor no: the event is not thrown away for it. */
function undecided(place: StepPlace, error: string): Node {
  return unworkable(place, `its expression failed: ${error}`);
}

/** The end of an event that a step cannot work with: its dead letter, else a failure that no repetition mends. */
export function unworkable({ step, source, delivery }: StepPlace, why: string, status = FINAL): Node {
  return (run, carried, done) => {
    const text = `${step}: ${why.replace(/\.$/, "")}.`;
    const failure = { destination: `${source}#${step}`, code: status, body: text };
    sendDeadLetter(run, step, delivery, carried, failure, { status, text }, done);
  };
}

/** Makes another event of it. */
export function mapNode(place: StepPlace, { map }: MapStep, expressions: Expressions | undefined, next: Node): Node {
  const expression = map.jsonata === undefined ? undefined : expressions?.compile(map.jsonata);
  const attributesOf = compileTexts(map.attributes);
  return (run, carried, done) => {
    const { event } = carried;
    const goOn = (data: { readonly json: string | undefined } | undefined): void => {
      const own = Object.fromEntries(attributesOf({ event: carried.view }) ?? []);
      const base = withAttributes(event, {
        id: causedId(event, place.step),
        ...(data === undefined ? {} : { datacontenttype: data.json === undefined ? "" : "application/json" }),
        ...own,
      });
      const json = data?.json;
      const made =
        data === undefined ? base : json === undefined ? { attributes: base.attributes } : { ...base, data: json };
      const judged = checked(made);
      if (judged.event === undefined)
        unworkable(place, `what it makes is no event: ${judged.fault}`)(run, carried, done);
      else next(run, carried.to(caused(judged.event, event, run.inherited)), done);
    };
    if (expression === undefined) {
      goOn(undefined);
      return;
    }
    evaluateIn(run, expression, carried.view, (result) => {
      if (result.error !== undefined) undecided(place, result.error)(run, carried, done);
      else {
        const { json, fault } = jsonOf(result.value);
        if (fault === undefined) goOn({ json });
        else undecided(place, fault)(run, carried, done);
      }
    });
  };
}

/** Without `json` for a value that is nothing in JSON: a function, or nothing at all. */
function jsonOf(value: unknown): { readonly json: string | undefined; readonly fault?: string } {
  try {
    const json: unknown = JSON.stringify(value);
    return { json: typeof json === "string" ? json : undefined };
  } catch {
    return { json: undefined, fault: "its value cannot be written as JSON" };
  }
}

/** Answers the sender with it. */
export function replyNode(): Node {
  return (_run, { event, forwarded }, done) => done({ kind: "handled", reply: { event, forwarded } });
}

/** Throws it away. */
export function discardNode(step: string): Node {
  return (run, { event }, done) => {
    tellEnd(run, step, "discarded", event);
    done(HANDLED);
  };
}
