import { chmodSync, lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { filesIn, project, sluice } from "./harness.ts";

const OLD = `# the Trigger of the talk
apiVersion: eventing.knative.dev/v1beta1
kind: Trigger
metadata: {name: orders, namespace: shop}
spec:
  broker: default
  subscriber: {uri: "http://orders.example.com"}
`;
const NEW = OLD.replace("v1beta1", "v1");

describe("sluice upgrade", () => {
  it("rewrites files in place and prints each change with its place and reason", async () => {
    const folder = project({ "k8s/old.yaml": OLD, "k8s/new.yaml": NEW, "k8s/notes.yaml": "hello: world\n" });
    expect(await sluice(folder, "upgrade", "k8s")).toEqual({
      code: 0,
      stdout: `k8s/old.yaml:2:1   Trigger shop/orders  apiVersion
  Trigger of eventing.knative.dev/v1beta1 is eventing.knative.dev/v1. (knative/eventing.md §2)
`,
      stderr: "1 change in 1 of 3 files.\n",
    });
    expect(filesIn(folder)).toEqual({ "k8s/old.yaml": NEW, "k8s/new.yaml": NEW, "k8s/notes.yaml": "hello: world\n" });
    expect(await sluice(folder, "upgrade", "k8s")).toEqual({
      code: 0,
      stdout: "",
      stderr: "Nothing to upgrade in 3 files.\n",
    });
  });

  it("with --check writes nothing and fails when something would change", async () => {
    const folder = project({ "old.yaml": OLD });
    const { code, stderr } = await sluice(folder, "upgrade", "--check", "old.yaml");
    expect([code, stderr]).toEqual([1, "1 change in 1 of 1 file, none written.\n"]);
    expect(readFileSync(join(folder, "old.yaml"), "utf8")).toBe(OLD);
    writeFileSync(join(folder, "old.yaml"), NEW);
    expect((await sluice(folder, "upgrade", "--check", "old.yaml")).code).toBe(0);
  });

  it("keeps a file's mode, and a link to it a link", async () => {
    const folder = project({ "old.yaml": OLD });
    chmodSync(join(folder, "old.yaml"), 0o640);
    symlinkSync("old.yaml", join(folder, "link.yaml"));
    expect((await sluice(folder, "upgrade", "link.yaml", "old.yaml")).code).toBe(0);
    expect(readFileSync(join(folder, "old.yaml"), "utf8")).toBe(NEW);
    expect(statSync(join(folder, "old.yaml")).mode & 0o777).toBe(0o640);
    expect(lstatSync(join(folder, "link.yaml")).isSymbolicLink()).toBe(true);
    expect(Object.keys(filesIn(folder))).toEqual(["old.yaml"]);
  });

  it("writes no file at all when one of them is no UTF-8", async () => {
    const folder = project({});
    const bytes = Buffer.concat([Buffer.from(`${OLD}# caf`), Buffer.from([0xe9, 0x0a])]);
    writeFileSync(join(folder, "latin.yaml"), bytes);
    writeFileSync(join(folder, "a.yaml"), OLD);
    expect(await sluice(folder, "upgrade", ".")).toEqual({
      code: 2,
      stdout: "",
      stderr: `sluice: "latin.yaml" is no UTF-8.
  Save it as UTF-8, and run the command again.
`,
    });
    expect(readFileSync(join(folder, "latin.yaml")).equals(bytes)).toBe(true);
    expect(readFileSync(join(folder, "a.yaml"), "utf8")).toBe(OLD);
  });

  it("explains what it does not write, and fails", async () => {
    const folder = project({
      "build.yaml": `apiVersion: serving.knative.dev/v1alpha1
kind: Service
metadata: {name: built}
spec:
  runLatest:
    configuration:
      build: {}
      revisionTemplate: {spec: {container: {image: a}}}
`,
      "broken.yaml": "a: b: c\n",
    });
    const before = filesIn(folder);
    const { code, stdout, stderr } = await sluice(folder, "upgrade", ".");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatchInlineSnapshot(`
      "error upgrade-refused   broken.yaml:1:4
        This file is left as it is: this is not YAML: Nested mappings are not allowed in compact mappings.
        Quote the text if it holds a colon followed by a blank, or put the nested mapping on lines of its own.

      error no-upgrade   Service built  spec.runLatest.configuration.build   build.yaml:7:7
        Knative builds no images any more, so a build has no counterpart: its own conversion refused it too. It stays as it is.
        Build the image by other means, such as a Tekton Task, take the build out of this object, and upgrade it then.
      Nothing to upgrade in 2 files; 2 errors left for you.
      "
    `);
    expect(filesIn(folder)).toEqual(before);
  });

  it("gives changes and findings as JSON", async () => {
    const { code, stdout, stderr } = await sluice(
      project({ "old.yaml": OLD }),
      "upgrade",
      "--format",
      "json",
      "old.yaml",
    );
    expect([code, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toEqual({
      changes: [
        {
          at: { file: "old.yaml", line: 2, column: 1 },
          object: { apiVersion: "eventing.knative.dev/v1beta1", kind: "Trigger", namespace: "shop", name: "orders" },
          field: "apiVersion",
          message: "Trigger of eventing.knative.dev/v1beta1 is eventing.knative.dev/v1.",
          source: "knative/eventing.md §2",
          needsEyes: false,
        },
      ],
      diagnostics: [],
    });
  });

  it("is what check's refusal of an old version names", async () => {
    const { stderr } = await sluice(project({ "old.yaml": OLD }), "check", "old.yaml");
    expect(stderr).toContain("Write apiVersion: eventing.knative.dev/v1, as `sluice upgrade` does.");
  });
});
