import { describe, expect, it } from "vitest";
import { admitYaml } from "../harness.ts";

const PODS: Readonly<Record<string, (pod: string) => string>> = {
  "serving.knative.dev/v1 Service": (pod) => `{ template: { spec: ${pod} } }`,
  "apps/v1 Deployment": (pod) => `{ template: { spec: ${pod} } }`,
  "batch/v1 CronJob": (pod) => `{ jobTemplate: { spec: { template: { spec: ${pod} } } } }`,
  "v1 Pod": (pod) => pod,
  "sinks.knative.dev/v1alpha1 JobSink": (pod) => `{ job: { spec: { template: { spec: ${pod} } } } }`,
};

/** Fields of the warnings about an environment. */
function warned(name: string, value: string, what = "apps/v1 Deployment"): readonly (string | undefined)[] {
  const [apiVersion, kind] = what.split(" ");
  const container = `{ name: app, image: a/b, env: [{ name: ${JSON.stringify(name)}, value: ${JSON.stringify(value)} }] }`;
  const spec = PODS[what]?.(`{ containers: [${container}], restartPolicy: Never }`);
  const text = `{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: a }, spec: ${spec} }`;
  return admitYaml(text)
    .filter(({ code }) => code === "secret-in-clear")
    .map(({ field }) => field);
}

describe("secret-in-clear", () => {
  it.each([
    ["DB_PASSWORD", "hunter2"],
    ["MYSQL_PWD", "x"],
    ["githubToken", "abc"],
    ["API_KEY", "abc"],
    ["AWS_SECRET_ACCESS_KEY", "abc"],
    ["client.secret", "abc"],
    ["DB_PASSWORD_2", "hunter2"],
    ["BROKER", "amqp://guest:guest@rabbit:5672/"],
    ["DATABASE_URL", "postgres://shop:s3cret@db/orders"],
    ["CERT", "-----BEGIN RSA PRIVATE KEY-----\nMII"],
    ["AWS_ID", "AKIAIOSFODNN7EXAMPLE"],
  ])("warns of %s: %s", (name, value) => {
    expect(warned(name, value)).toEqual(["spec.template.spec.containers[0].env[0].value"]);
  });

  it.each([
    ["DB_PASSWORD_FILE", "/run/secrets/db"],
    ["DB_PASSWORD", "/run/secrets/db"],
    ["DB_PASSWORD", ""],
    ["DB_PASSWORD", "$(OTHER)"],
    ["REQUIRE_PASSWORD", "true"],
    ["MAX_TOKENS", "100"],
    ["TOKEN_LIMIT", "100"],
    ["SECRET_NAME", "db"],
    ["ROUTING_KEY", "orders"],
    ["PWD", "/app"],
    ["PWD", "app"],
    ["BROKER", "amqp://$(USER):$(PASSWORD)@rabbit"],
    ["BROKER", "amqp://rabbit:5672/a@b"],
    ["WHEN", "12:30@home"],
  ])("is silent about %s: %s", (name, value) => {
    expect(warned(name, value)).toEqual([]);
  });

  it.each(Object.keys(PODS))("looks into %s", (what) => {
    expect(warned("TOKEN", "abc", what)).toHaveLength(1);
  });

  it("says what to write instead, and never the value", () => {
    const container = "{ image: a/b, env: [{ name: TOKEN, value: hunter2 }] }";
    const spec = `{ template: { spec: { containers: [${container}] } } }`;
    const text = `{ apiVersion: serving.knative.dev/v1, kind: Service, metadata: { name: a }, spec: ${spec} }`;
    expect(admitYaml(text)).toMatchObject([
      {
        severity: "warning",
        message: "TOKEN holds what looks like a secret in clear: whoever reads this manifest has it.",
        mend: "Put it into a Secret, and write valueFrom: { secretKeyRef: { name: …, key: … } } instead of value.",
      },
    ]);
    expect(JSON.stringify(admitYaml(text))).not.toContain("hunter2");
  });

  it("takes no time for a value that is a file", () => {
    expect(warned("CONFIG", `a://${"b".repeat(100_000)}`)).toEqual([]);
  });
});
