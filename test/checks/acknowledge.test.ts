import { describe, expect, it } from "vitest";
import { checkApp } from "../../src/checks/index.ts";
import { documents, serviceObject, SHOP, triggerObject } from "../../src/checks/example-objects.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../src/manifests/settings.ts";
import { manifests } from "../graph/manifests.ts";

const KEY = "eventing.knative.dev/Broker/default/orders";
const FIELD = "metadata.annotations[sluice.dev/acknowledges]";

const shop = (annotation: string, delivery = ""): string =>
  documents(
    `
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata:
  name: orders
${annotation === "" ? "" : `  annotations: { sluice.dev/acknowledges: '${annotation}' }\n`}spec:
  delivery: { retry: 3, backoffPolicy: exponential, backoffDelay: PT1S${delivery} }
`,
    SHOP,
    triggerObject("charge", "shop.order.placed"),
    serviceObject("charge", { accepts: "shop.order.placed", replies: "" }),
    serviceObject("failures"),
  );
const SINK = ", deadLetterSink: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: failures } }";

function checked(yaml: string, settings: Partial<Settings> = {}) {
  const { diagnostics, acknowledged } = checkApp(manifests(yaml), { ...DEFAULT_SETTINGS, ...settings });
  return {
    open: diagnostics.map(({ code, severity, field, message }) => ({ code, severity, field, message })),
    acknowledged: acknowledged.map(({ finding, reason }) => ({ code: finding.code, reason })),
  };
}

describe("an acknowledgement", () => {
  it("takes out the findings of its rule on its object, and keeps them with the reason", () => {
    expect(checked(shop('[{"rule":"no-failure-path","reason":"Clicks are cheap."}]'))).toEqual({
      open: [],
      acknowledged: [{ code: "no-failure-path", reason: "Clicks are cheap." }],
    });
  });

  it("stands in sluice.yaml for objects one may not annotate", () => {
    const acknowledgements = [{ rule: "no-failure-path", object: KEY, reason: "Clicks are cheap." }];
    expect(checked(shop(""), { acknowledgements })).toEqual({
      open: [],
      acknowledged: [{ code: "no-failure-path", reason: "Clicks are cheap." }],
    });
  });

  it("that matches nothing any more is a finding: a warning in development, an error in production", () => {
    const yaml = shop('[{"rule":"no-failure-path","reason":"Clicks are cheap."}]', SINK);
    const stale = {
      code: "stale-acknowledgement",
      field: FIELD,
      message: `"no-failure-path" is acknowledged for ${KEY}, and there is no such finding.`,
    };
    expect(checked(yaml)).toEqual({ open: [{ ...stale, severity: "warning" }], acknowledged: [] });
    const { open } = checked(yaml, { profile: "production" });
    expect(open).toContainEqual({ ...stale, severity: "error" });
  });

  it("is not stale while its rule is switched off", () => {
    const yaml = shop('[{"rule":"no-failure-path","reason":"Clicks are cheap."}]', SINK);
    expect(checked(yaml, { rules: { "no-failure-path": "off" } })).toEqual({ open: [], acknowledged: [] });
  });

  it("for one field leaves the findings at others", () => {
    const yaml = shop('[{"rule":"no-failure-path","field":"spec.config","reason":"Known."}]');
    expect(checked(yaml).open.map(({ code }) => code)).toEqual(["no-failure-path", "stale-acknowledgement"]);
  });

  it("stated for several objects at once is stale only when none of them needs it", () => {
    const one = '[{"rule":"no-failure-path","reason":"Known.","scope":"shop"}]';
    const second = `
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: other, annotations: { sluice.dev/acknowledges: '${one}' } }
spec: { delivery: { retry: 3, backoffPolicy: exponential, backoffDelay: PT1S${SINK} } }
`;
    expect(checked(documents(shop(one), second)).open.map(({ code }) => code)).toEqual([]);
  });

  it.each([
    ["no JSON", 'The annotation sluice.dev/acknowledges is not JSON: "no JSON".'],
    ['{"rule":"x"}', 'The annotation sluice.dev/acknowledges is not a list: "{\\"rule\\":\\"x\\"}".'],
    ['[{"reason":"y"}]', 'An acknowledgement names no rule: {"reason":"y"}.'],
    ['[{"rule":"no-failure-path"}]', 'The acknowledgement of "no-failure-path" gives no reason.'],
    ['[{"rule":"no-failure-path","reason":"  "}]', 'The acknowledgement of "no-failure-path" gives no reason.'],
    ["[null]", "An acknowledgement names no rule: null."],
  ])("that cannot be read is an error, and excuses nothing: %s", (annotation, message) => {
    expect(checked(shop(annotation)).open.filter(({ code }) => code !== "no-failure-path")).toEqual([
      { code: "invalid-acknowledgement", severity: "error", field: FIELD, message },
    ]);
  });
});
