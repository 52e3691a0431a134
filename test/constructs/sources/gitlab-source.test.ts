import { expect, test } from "vitest";
import { external, GITLAB_EVENTS, GitLabSource, gitlabEvent, githubEvent } from "../../../constructs/index.ts";
import { refusal, rendered, shop } from "../harness.ts";

const sink = external("ledger", { uri: "http://ledger.example.com/" });
const tokens = {
  accessToken: { name: "gitlab", key: "accessToken" },
  secretToken: { name: "gitlab", key: "secretToken" },
};

test("asks GitLab for hooks, which have other names than its events, and claims what the adapter sends", () => {
  const { yaml, findings } = rendered((chart) => {
    new GitLabSource(chart, "project", {
      projectUrl: "https://gitlab.com/shop/orders",
      events: [gitlabEvent("issue"), gitlabEvent("merge_request"), gitlabEvent("job")],
      ...tokens,
      sslverify: true,
      serviceAccountName: "hooks",
      sink,
      metadata: { name: "project" },
    });
  });
  expect(findings).toEqual([]);
  expect(yaml).toMatchInlineSnapshot(`
    "apiVersion: sources.knative.dev/v1alpha1
    kind: GitLabSource
    metadata:
      annotations:
        sluice.dev/emits: dev.knative.sources.gitlab.issue,dev.knative.sources.gitlab.merge_request,dev.knative.sources.gitlab.job
        sluice.dev/external: '[{"uri":"http://ledger.example.com/","name":"ledger"}]'
      name: project
      namespace: shop
    spec:
      accessToken:
        secretKeyRef:
          key: accessToken
          name: gitlab
      eventTypes:
        - issues_events
        - merge_requests_events
        - job_events
      projectUrl: https://gitlab.com/shop/orders
      secretToken:
        secretKeyRef:
          key: secretToken
          name: gitlab
      serviceAccountName: hooks
      sink:
        uri: http://ledger.example.com/
      sslverify: true
    "
  `);
});

test("can ask for every event", () => {
  const events = GITLAB_EVENTS.map((name) => gitlabEvent(name));
  const { findings } = rendered((chart) => {
    new GitLabSource(chart, "p", { projectUrl: "https://gitlab.com/a/b", events, ...tokens, sink });
  });
  expect(findings).toEqual([]);
});

test("refuses GitHub's events", () => {
  const project = { projectUrl: "https://gitlab.com/a/b", ...tokens };
  // @ts-expect-error -- of GitHub
  const act = () => new GitLabSource(shop(), "p", { ...project, events: [githubEvent("push")] });
  expect(refusal(act)).toMatchObject({ code: "impossible-emission", at: { construct: "shop/p" } });
});
