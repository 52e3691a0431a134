import { describe, expect, it } from "vitest";
import { broker, event, Rig, reply, service, trigger } from "../harness.ts";

const INGRESS = "http://broker-ingress.knative-eventing.svc.cluster.local";
const FILTER = "http://broker-filter.knative-eventing.svc.cluster.local";
const EVENT = [
  ["ce-specversion", "1.0"],
  ["ce-id", "1"],
  ["ce-source", "/s"],
  ["ce-type", "t.one"],
] as const;
const manifests = [broker("b"), service("x"), trigger("t", "b", "x", { filter: { attributes: { type: "t.one" } } })];

async function statusOf(request: { url: string; method?: string; headers?: readonly (readonly [string, string])[] }) {
  const answer = await new Rig(manifests).receive({ method: "POST", headers: EVENT, ...request });
  return answer?.status ?? answer;
}

describe("the ingress", () => {
  it("takes an event for a Broker, whatever the host header", async () => {
    const rig = new Rig(manifests);
    expect(await rig.receive({ method: "POST", url: `${INGRESS}/n/b`, host: "a.b", headers: EVENT })).toEqual({
      status: 202,
      headers: [["allow", "POST, OPTIONS"]],
    });
    expect(rig.requests.map(({ to }) => to)).toEqual(["serving.knative.dev/Service/n/x"]);
  });

  it("checks method, path, event and Broker in this order", async () => {
    expect(await statusOf({ url: `${INGRESS}/`, method: "GET" })).toBe(405);
    expect(await statusOf({ url: `${INGRESS}/` })).toBe(404);
    expect(await statusOf({ url: `${INGRESS}/n` })).toBe(400);
    expect(await statusOf({ url: `${INGRESS}/n/nosuch`, headers: [] })).toBe(400);
    expect(await statusOf({ url: `${INGRESS}/n/nosuch` })).toBe(404);
  });

  it("answers a webhook's handshake, probes, and headers that are too long", async () => {
    const rig = new Rig(manifests);
    expect(await rig.receive({ method: "OPTIONS", url: `${INGRESS}/n/b`, headers: [] })).toEqual({
      status: 200,
      headers: [
        ["allow", "POST, OPTIONS"],
        ["webhook-allowed-origin", "*"],
        ["webhook-allowed-rate", "*"],
      ],
    });
    expect(await statusOf({ url: `${INGRESS}/x`, method: "GET", headers: [["user-agent", "kube-probe/1.30"]] })).toBe(
      200,
    );
    expect(await statusOf({ url: `${INGRESS}/n/b`, headers: [["x", "y".repeat(1_100_000)]] })).toBe(431);
  });
});

describe("the filter", () => {
  const headers = [...EVENT, ["ce-knativebrokerttl", "7"]] as const;

  it("sends the subscriber's reply back with the count", async () => {
    const rig = new Rig(manifests, { x: [reply(event("t.two", { id: "r" }))] });
    const answer = await rig.receive({ method: "POST", url: `${FILTER}/triggers/n/t/uid`, headers });
    expect(answer).toMatchObject({ status: 200, event: { attributes: { id: "r", knativebrokerttl: "7" } } });
  });

  it("tells who refused the event", async () => {
    const failing = { kind: "answer", answer: { status: 400, headers: [], body: "no" } } as const;
    const rig = new Rig(manifests, { x: [failing] });
    expect(await rig.receive({ method: "POST", url: `${FILTER}/triggers/n/t/uid`, headers })).toEqual({
      status: 400,
      headers: [
        ["allow", "POST"],
        ["content-type", "text/plain; charset=utf-8"],
      ],
      body: '{"errdestination":"http://x.n.svc.cluster.local","errresponsebody":"bm8="}',
    });
  });

  it("refuses an unknown Trigger, another uid, an event without a count", async () => {
    expect(await statusOf({ url: `${FILTER}/triggers/n/nosuch/uid`, headers })).toBe(404);
    expect(await statusOf({ url: `${FILTER}/triggers/n/t/uid` })).toBe(400);
    const rig = new Rig(manifests, {}, { triggerUids: new Map([["n/t", "uid"]]) });
    const answer = await rig.receive({ method: "POST", url: `${FILTER}/triggers/n/t/other`, headers });
    expect(answer?.status).toBe(400);
  });

  it("answers 200 for an event it withholds", async () => {
    const other = headers.map(([name, value]) => [name, name === "ce-type" ? "t.two" : value] as const);
    expect(await statusOf({ url: `${FILTER}/triggers/n/t/uid`, headers: other })).toBe(200);
  });
});

describe("the filter of a Trigger that leads nowhere", () => {
  it("judges the event before it looks for the subscriber", async () => {
    const rig = new Rig([broker("b"), trigger("t", "b", "gone")]);
    const url = `${FILTER}/triggers/n/t/uid`;
    const bare = await rig.receive({ method: "POST", url, headers: EVENT });
    const counted = await rig.receive({ method: "POST", url, headers: [...EVENT, ["ce-knativebrokerttl", "9"]] });
    const unknown = await rig.receive({ method: "POST", url: `${FILTER}/triggers/n/other/uid`, headers: EVENT });
    expect([bare?.status, counted?.status, unknown?.status]).toEqual([400, 404, 404]);
  });
});
