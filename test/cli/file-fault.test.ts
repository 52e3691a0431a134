import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fileFault } from "../../src/cli/file-fault.ts";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { app, project, sluice } from "./harness.ts";

function refusal(code: string, path?: string): Error {
  return Object.assign(new Error(`${code}: refused`), { code, ...(path === undefined ? {} : { path }) });
}

describe("what the file system refuses", () => {
  it("is told with the place and the mend, as a wrong place and not as a fault of sluice", () => {
    const full = fileFault(refusal("ENOSPC", join(process.cwd(), "dist", "shop.yaml")));
    expect([full?.exitCode, full?.message, full?.mend]).toEqual([
      EXIT.usage,
      '"dist/shop.yaml" is full (ENOSPC).',
      "Free some space there, or name another folder.",
    ]);
    expect(fileFault(refusal("EROFS", process.cwd()))?.message).toBe('"." is read-only (EROFS).');
  });

  it("is told where it is when that is elsewhere", () => {
    expect(fileFault(refusal("EACCES", "/elsewhere/dist"))?.message).toBe(
      '"/elsewhere/dist" cannot be read or written (EACCES).',
    );
  });

  it("names the folder in which a temporary one could not be made", () => {
    const refused = Object.assign(refusal("EACCES", join(process.cwd(), "out", ".dist-XXXXXX")), {
      syscall: "mkdtemp",
    });
    expect(fileFault(refused)?.message).toBe('"out" cannot be read or written (EACCES).');
  });

  it("is nothing that has no place or another cause", () => {
    expect([refusal("EACCES"), refusal("ENOENT", "x"), new Error("boom"), "boom"].map(fileFault)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("ends synth with exit code 2, and leaves nothing behind", async () => {
    const folder = project(app());
    writeFileSync(join(folder, "taken"), "");
    mkdirSync(join(folder, "k8s"));
    const before = readdirSync(folder);
    const { code, stderr } = await sluice(folder, "synth", "--output", "taken/k8s");
    expect([code, stderr]).toEqual([2, 'sluice: "taken/k8s" is no folder (ENOTDIR).\n  Name a folder that is one.\n']);
    expect(readdirSync(folder)).toEqual(before);
  });
});
