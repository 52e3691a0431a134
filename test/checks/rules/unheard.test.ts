import { describe, expect, it } from "vitest";
import { BROKER, documents, SHOP, serviceObject, triggerObject } from "../../../src/checks/example-objects.ts";
import { findings } from "../harness.ts";

const FAILURES = serviceObject("failures");
const CHARGE = serviceObject("charge", { accepts: "shop.order.placed", replies: "charged" });
const TRIGGER = triggerObject("charge", "shop.order.placed");

describe("reply-nobody-receives", () => {
  it("says where the reply goes, and how to drop it on purpose", () => {
    expect(findings(documents(BROKER, SHOP, TRIGGER, CHARGE, FAILURES))).toEqual([
      {
        code: "reply-nobody-receives",
        severity: "warning",
        at: { file: "Service/charge" },
        object: { apiVersion: "serving.knative.dev/v1", kind: "Service", name: "charge" },
        field: "metadata.annotations[sluice.dev/replies]",
        message: 'Service charge replies "charged" into Broker orders, where no Trigger takes it: it is dropped.',
        mend:
          "Add a Trigger or a reply target that takes it, or take it out of what Service charge replies. " +
          "To drop it on purpose, write sluice.dev/discards: charged on Trigger charge.",
        source: "knative/eventing.md §5.2, §6.2",
      },
    ]);
  });

  it("is satisfied by sluice.dev/discards on the Trigger", () => {
    const discarding = TRIGGER.replace(
      "{ name: charge }",
      "{ name: charge, annotations: { sluice.dev/discards: charged } }",
    );
    expect(findings(documents(BROKER, SHOP, discarding, CHARGE, FAILURES))).toEqual([]);
  });

  it("finds the reply that a Subscription has no target for", () => {
    const yaml = documents(
      "apiVersion: messaging.knative.dev/v1\nkind: InMemoryChannel\nmetadata: { name: c }\nspec: { delivery: { deadLetterSink: { uri: http://dead.example.com } } }",
      `
apiVersion: messaging.knative.dev/v1
kind: Subscription
metadata: { name: s }
spec:
  channel: { apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel, name: c }
  subscriber: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: charge } }
`,
      CHARGE,
    );
    expect(findings(yaml).map(({ message }) => message)).toEqual([
      'Service charge replies "charged", and Subscription s has no reply target: it is dropped.',
    ]);
  });
});

describe("event-nobody-receives", () => {
  it("names the step that stands idle, and what waits for its replies", () => {
    const receipt = documents(
      triggerObject("receipt", "charged"),
      serviceObject("receipt", { accepts: "charged", replies: "" }),
    );
    expect(
      findings(documents(BROKER, SHOP, CHARGE, receipt, FAILURES)).map(({ code, at, notes }) => ({ code, at, notes })),
    ).toEqual([
      {
        code: "event-nobody-receives",
        at: { file: "ContainerSource/shop" },
        notes: [
          "Service charge accepts it, and nothing delivers to that.",
          "So nothing reaches Trigger receipt either.",
        ],
      },
    ]);
  });
});

describe("trigger-nothing-fires", () => {
  it("pairs the filter with the near type that nobody takes", () => {
    const yaml = documents(
      BROKER,
      SHOP,
      triggerObject("charge", "shop.order.plcaed"),
      CHARGE.replace("charged", ""),
      FAILURES,
    );
    expect(findings(yaml).map(({ code, severity, mend, notes }) => ({ code, severity, mend, notes }))).toEqual([
      {
        code: "trigger-nothing-fires",
        severity: "error",
        mend: 'Did you mean "shop.order.placed"?',
        notes: ['ContainerSource shop sends "shop.order.placed", which nobody takes.'],
      },
    ]);
  });

  it("is silent where one sender states nothing", () => {
    const unknown = SHOP.replace("name: shop, annotations: { sluice.dev/emits: shop.order.placed }", "name: other");
    const step = documents(triggerObject("late", "never"), serviceObject("late", { accepts: "never", replies: "" }));
    expect(findings(documents(BROKER, unknown, step, FAILURES))).toEqual([]);
    expect(findings(documents(BROKER, SHOP, unknown, step, FAILURES), "trigger-nothing-fires")).toEqual([]);
  });

  it("reports one leg of those that wait for each other in a circle", () => {
    const step = (name: string, accepts: string, replies: string): string =>
      documents(triggerObject(name, accepts), serviceObject(name, { accepts, replies }));
    const yaml = documents(
      BROKER,
      SHOP,
      step("charge", "shop.order.placed", ""),
      step("x", "x", "y"),
      step("y", "y", "x"),
      FAILURES,
    );
    expect(findings(yaml, "trigger-nothing-fires").map(({ at, notes }) => [at.file, notes?.at(-1)])).toEqual([
      ["Trigger/x", "So nothing reaches Trigger y either."],
    ]);
  });
});
