import { describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS, parseSettings } from "../../src/manifests/index.ts";

const parse = (text: string) => parseSettings(text, "sluice.yaml");

describe("sluice.yaml", () => {
  it("says what the cluster is like and how grave findings are", () => {
    const text = `
knative: 1.20
profile: production
clusterDomain: example.internal
features:
  eventing: { delivery-retryafter: Enabled }
  serving:
    kubernetes.podspec-persistent-volume-claim: enabled
rules: { no-failure-path: warning, event-loop: off }
contracts:
  serving.knative.dev/Service/shop/pay: { accepts: [dev.orders.paid], replies: [] }
acknowledge:
  - { rule: no-failure-path, object: eventing.knative.dev/Broker/shop/clicks, reason: Lost clicks cost nothing. }
`;
    expect(parse(text)).toMatchObject({
      settings: {
        knative: "1.20",
        profile: "production",
        clusterDomain: "example.internal",
        eventingFeatures: { "delivery-retryafter": "enabled" },
        servingFeatures: { "kubernetes.podspec-persistent-volume-claim": "enabled" },
        rules: { "no-failure-path": "warning", "event-loop": "off" },
        contracts: { "serving.knative.dev/Service/shop/pay": { accepts: ["dev.orders.paid"], replies: [] } },
        acknowledgements: [
          {
            rule: "no-failure-path",
            object: "eventing.knative.dev/Broker/shop/clicks",
            reason: "Lost clicks cost nothing.",
            place: { file: "sluice.yaml", line: 13, column: 5 },
          },
        ],
      },
      diagnostics: [],
    });
  });

  it("takes the rest of Serving's configuration as its ConfigMaps have it, and what they cannot hold is told", () => {
    const { settings, diagnostics } = parse(`
configMaps:
  serving:
    config-defaults: { max-revision-timeout-seconds: "1200", container-concurrency: 5, enable-service-links: maybe }
    config-autoscaler: { max-scale-limit: -1, pod-autoscaler-class: hpa.autoscaling.knative.dev, max-scale-limits: 3 }
    config-network: {}
`);
    expect(settings.servingConfigMaps).toEqual({
      "config-defaults": { "max-revision-timeout-seconds": "1200", "container-concurrency": "5" },
      "config-autoscaler": { "pod-autoscaler-class": "hpa.autoscaling.knative.dev" },
    });
    expect(diagnostics.map(({ code, field, message, mend }) => [code, field, message, mend])).toEqual([
      [
        "unknown-setting",
        "configMaps.serving.config-network",
        '"configMaps.serving.config-network" is no setting.',
        "Known here: config-defaults, config-autoscaler.",
      ],
      [
        "invalid-setting",
        "configMaps.serving.config-defaults.enable-service-links",
        '"configMaps.serving.config-defaults.enable-service-links" cannot be "maybe".',
        "Write true or false.",
      ],
      [
        "unknown-setting",
        "configMaps.serving.config-autoscaler.max-scale-limits",
        '"configMaps.serving.config-autoscaler.max-scale-limits" is no setting.',
        'Did you mean "max-scale-limit"?',
      ],
      [
        "invalid-setting",
        "configMaps.serving.config-autoscaler.max-scale-limit",
        '"configMaps.serving.config-autoscaler.max-scale-limit" cannot be -1.',
        "Write a whole number of 0 or more.",
      ],
    ]);
  });

  it("warns of a feature flag that nobody reads, and keeps the text of those that hold one", () => {
    const { settings, diagnostics } = parse(
      "features:\n  serving:\n    kubernetes.podspec-persistant-volume-claim: enabled\n  eventing:\n    requestreply-default-timeout: PT10S\n",
    );
    expect(settings.eventingFeatures).toEqual({ "requestreply-default-timeout": "PT10S" });
    expect(diagnostics).toEqual([
      {
        code: "unknown-feature",
        severity: "warning",
        at: { file: "sluice.yaml", line: 3, column: 49 },
        field: "features.serving.kubernetes.podspec-persistant-volume-claim",
        message: '"kubernetes.podspec-persistant-volume-claim" is no feature flag that Sluice knows.',
        mend: 'Did you mean "kubernetes.podspec-persistent-volume-claim"?',
      },
    ]);
  });

  it("takes no acknowledgement without rule, object and reason", () => {
    const { settings, diagnostics } = parse("acknowledge:\n  - { rule: a, object: b }\n  - c\n  - {}\n");
    expect([settings.acknowledgements, diagnostics.map(({ message, mend }) => `${message} ${mend}`)]).toEqual([
      [],
      [
        '"acknowledge[0]" cannot be {"rule":"a","object":"b"}. Write rule, object and reason, each as a text.',
        '"acknowledge[1]" cannot be "c". Write a mapping.',
        '"acknowledge[2]" cannot be {}. Write rule, object and reason, each as a text.',
      ],
    ]);
  });

  it("may be empty", () => {
    expect([parse(""), parse("# nothing yet\n"), parse("features:\n")]).toEqual(
      Array.from({ length: 3 }, () => ({ settings: DEFAULT_SETTINGS, diagnostics: [] })),
    );
  });

  it("tells every unknown key and wrong value at once, with its place", () => {
    const { settings, diagnostics } = parse(
      "profle: production\nprofile: prod\nrules:\n  event-loop: fatal\nfeatures: [a]\n",
    );
    expect(settings).toEqual({ ...DEFAULT_SETTINGS, rules: {} });
    expect(diagnostics).toEqual([
      {
        code: "unknown-setting",
        severity: "error",
        at: { file: "sluice.yaml", line: 1, column: 1 },
        field: "profle",
        message: '"profle" is no setting.',
        mend: 'Did you mean "profile"?',
      },
      {
        code: "invalid-setting",
        severity: "error",
        at: { file: "sluice.yaml", line: 2, column: 10 },
        field: "profile",
        message: '"profile" cannot be "prod".',
        mend: "Write dev or production.",
      },
      {
        code: "invalid-setting",
        severity: "error",
        at: { file: "sluice.yaml", line: 4, column: 15 },
        field: "rules.event-loop",
        message: '"rules.event-loop" cannot be "fatal".',
        mend: "Write error or warning or off.",
      },
      {
        code: "invalid-setting",
        severity: "error",
        at: { file: "sluice.yaml", line: 5, column: 11 },
        field: "features",
        message: '"features" cannot be ["a"].',
        mend: "Write a mapping.",
      },
    ]);
  });

  it("says where its syntax breaks", () => {
    const { settings, diagnostics } = parse("profile: [dev\n");
    expect(settings).toEqual(DEFAULT_SETTINGS);
    expect(diagnostics.map(({ code, at }) => [code, at.line])).toEqual([["settings-syntax", 2]]);
  });

  it("is refused, not parsed, when it is nested too deeply or too large", () => {
    const refused = (message: string, mend: string) => ({
      settings: DEFAULT_SETTINGS,
      diagnostics: [{ code: "settings-syntax", severity: "error", at: { file: "sluice.yaml" }, message, mend }],
    });
    const deep = refused(
      "sluice.yaml is nested deeper than 200 levels.",
      "No setting needs that: look for an unclosed bracket or quote.",
    );
    expect(parse("[".repeat(100_000))).toEqual(deep);
    expect(parse(`rules: ${"{a: ".repeat(785)}`)).toEqual(deep);
    expect(parse("#".repeat(1_000_001))).toEqual(
      refused("sluice.yaml has 1000001 characters; at most 1000000 are read.", "Leave out what is no setting."),
    );
    expect(parse('knative: "'.repeat(4_700)).settings).toEqual(DEFAULT_SETTINGS);
  });

  it("tells twenty unknown keys one by one and counts the others, also when there are very many", () => {
    const { diagnostics } = parse(Array.from({ length: 25_000 }, (_, n) => `k${n}: 1`).join("\n"));
    expect(diagnostics.map(({ code }) => code)).toEqual(Array.from({ length: 21 }, () => "unknown-setting"));
    expect(diagnostics[20]).toEqual({
      code: "unknown-setting",
      severity: "error",
      at: { file: "sluice.yaml", line: 21, column: 1 },
      message: "24980 more keys are no setting.",
      mend: "Known here: knative, profile, clusterDomain, features, configMaps, rules, contracts, acknowledge.",
    });
  });

  it("tells a key that is written twice", () => {
    expect(parse("profile: production\nprofile: dev\n")).toEqual({
      settings: { ...DEFAULT_SETTINGS, profile: "production" },
      diagnostics: [
        {
          code: "settings-syntax",
          severity: "error",
          at: { file: "sluice.yaml", line: 2, column: 1 },
          field: "profile",
          message: '"profile" is written twice; the first one counts.',
          mend: "Remove one of the two, or join what they hold.",
        },
      ],
    });
  });

  it("does not take a key named __proto__ for anything", () => {
    const { settings } = parse("rules: { __proto__: error }\n");
    expect(Object.getPrototypeOf(settings.rules)).toBe(Object.prototype);
  });
});
