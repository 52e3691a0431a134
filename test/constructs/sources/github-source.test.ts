import { expect, test } from "vitest";
import { z } from "zod";
import { defineEvent, external, GitHubSource, githubEvent, Pipeline } from "../../../constructs/index.ts";
import { refusal, rendered, shop } from "../harness.ts";

const Pushed = githubEvent("push", { data: z.object({ ref: z.string() }) });
const Commented = githubEvent("issue_comment");
const sink = external("ledger", { uri: "http://ledger.example.com/" });
const tokens = {
  accessToken: { name: "github", key: "accessToken" },
  secretToken: { name: "github", key: "secretToken" },
};

test("asks GitHub for the events of its contracts, and claims those", () => {
  const { yaml, findings } = rendered((chart) => {
    new GitHubSource(chart, "repo", {
      ownerAndRepository: "knative/eventing",
      events: [Pushed, Commented],
      ...tokens,
      githubAPIURL: "https://github.example.com/api/v3/",
      serviceAccountName: "hooks",
      extensions: { team: "shop" },
      sink,
      metadata: { name: "repo" },
    });
  });
  expect(findings).toEqual([]);
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: sources.knative.dev/v1alpha1
    kind: GitHubSource
    metadata:
      annotations:
        sluice.dev/emits: dev.knative.source.github.push@sha256-9bfc399a251087b29fd1b9cf44754ddce0338e39752932d3ce69459f2bdf6d60,dev.knative.source.github.issue_comment
        sluice.dev/external: '[{"uri":"http://ledger.example.com/","name":"ledger"}]'
      name: repo
      namespace: shop
    spec:
      accessToken:
        secretKeyRef:
          key: accessToken
          name: github
      ceOverrides:
        extensions:
          team: shop
      eventTypes:
        - push
        - issue_comment
      githubAPIURL: https://github.example.com/api/v3/
      ownerAndRepository: knative/eventing
      secretToken:
        secretKeyRef:
          key: secretToken
          name: github
      serviceAccountName: hooks
      sink:
        uri: http://ledger.example.com/
    "
  `);
});

test("flows into a Pipeline, typed", () => {
  const chart = shop();
  const build = external("build", { uri: "http://build/", accepts: [Pushed] });
  const source = new GitHubSource(chart, "repo", { ownerAndRepository: "a/b", events: [Pushed], ...tokens });
  new Pipeline(chart, "ci", { from: [source], flow: (pushes) => pushes.to(build) });
  expect(source.object.toJson().spec.sink.ref.kind).toBe("Broker");
});

test("refuses to claim what GitHub does not send, and one type twice", () => {
  const make = (...events: (typeof Pushed)[]) =>
    refusal(() => new GitHubSource(shop(), "repo", { ownerAndRepository: "a/b", events, ...tokens }));
  // @ts-expect-error -- `sources`, as GitLab's are
  expect(make(defineEvent("dev.knative.sources.github.push"))).toEqual({
    code: "impossible-emission",
    severity: "error",
    at: { construct: "shop/repo" },
    message: 'This GitHubSource cannot send "dev.knative.sources.github.push".',
    mend: 'Did you mean "dev.knative.source.github.push"? Events are renamed in a step of the flow.',
    source: "knative/eventing.md §7.1, sources.md",
  });
  expect(make(Pushed, Pushed)).toMatchObject({
    code: "duplicate-contract",
    message: 'This GitHubSource names "dev.knative.source.github.push" twice.',
  });
});
