import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const CDK8S = join(ROOT, "node_modules/cdk8s-cli/bin/cdk8s");
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const APP = (broker: string): string => `
const { App, Chart, ApiObject } = require("cdk8s");
const app = new App();
const chart = new Chart(app, "shop", { namespace: "shop" });
new ApiObject(chart, "orders", { apiVersion: "eventing.knative.dev/v1", kind: "Broker", metadata: { name: "orders" } });
new ApiObject(chart, "charge", {
  apiVersion: "eventing.knative.dev/v1", kind: "Trigger", metadata: { name: "charge" },
  spec: { broker: "${broker}", subscriber: { uri: "https://charge.example.com" } },
});
app.synth();
`;

/** Runs the real \`cdk8s synth\` over an app without any construct of Sluice. */
function synth(
  broker: string,
  settings = "",
): { readonly code: number | null; readonly out: string; readonly report: unknown } {
  const folder = mkdtempSync(join(tmpdir(), "sluice-validation-"));
  folders.push(folder);
  mkdirSync(join(folder, "node_modules"));
  for (const name of ["cdk8s", "constructs"])
    symlinkSync(join(ROOT, "node_modules", name), join(folder, "node_modules", name));
  symlinkSync(ROOT, join(folder, "node_modules/sluice"));
  writeFileSync(join(folder, "main.js"), APP(broker));
  if (settings !== "") writeFileSync(join(folder, "sluice.yaml"), settings);
  writeFileSync(
    join(folder, "cdk8s.yaml"),
    `language: typescript
app: node main.js
validations:
  - package: ./node_modules/sluice/dist/cdk8s-validation.cjs
    version: 0.1.0
    class: SluiceValidation
`,
  );
  const ran = spawnSync(process.execPath, [CDK8S, "synth", "--validation-reports-output-file", "report.json"], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, CDK8S_CHECK_UPGRADE: "false", NO_COLOR: "1" },
  });
  const report: unknown = JSON.parse(readFileSync(join(folder, "report.json"), "utf8"));
  return { code: ran.status, out: ran.stdout + ran.stderr, report };
}

describe("the validation plugin of cdk8s synth", () => {
  it("fails the synth over an error, naming construct, file and line, what is lost and the mend; once", () => {
    const { code, out, report } = synth("ordres", "rules: { no-failure-path: off }\n");
    expect([code, out.includes("Validation failed. See above reports for details")]).toEqual([2, true]);
    expect(report).toEqual({
      reports: [
        {
          title: expect.stringMatching(/^Validation Report \(.*cdk8s-validation\.cjs@0\.1\.0\)$/),
          violations: [
            {
              ruleName: "dangling-reference (error)",
              recommendation:
                'This names Broker "ordres" in namespace "shop", which is neither among these manifests nor declared external. While it does not resolve, senders hear success and nobody gets the event.',
              fix: 'Did you mean "orders"? If it lives elsewhere, declare it in the annotation sluice.dev/external.',
              violatingConstructs: [
                {
                  resourceName: "charge",
                  constructPath: "shop/charge",
                  locations: ["spec.broker", "dist/shop.k8s.yaml:13"],
                  manifestPath: "dist/shop.k8s.yaml",
                },
              ],
            },
          ],
          summary: expect.objectContaining({ status: "failure", metadata: { errors: "1", warnings: "0" } }),
        },
      ],
    });
  });

  it("prints warnings and lets the synth pass", () => {
    const { code, report } = synth("orders");
    expect([code, report]).toMatchObject([
      0,
      { reports: [{ violations: [{ ruleName: "no-failure-path (warning)" }], summary: { status: "success" } }] },
    ]);
  });
});
