import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** What this test reads of an entry of package-lock.json. */
interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

describe("package-lock.json", () => {
  // npm writes no entry for a platform's package that the registry of the day does not have, and newer releases of
  // npm then refuse `npm ci`, on that platform and on every other.
  it("holds every package that another platform needs", () => {
    const lock: { packages: Record<string, LockedPackage> } = JSON.parse(readFileSync("package-lock.json", "utf8"));

    const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {})
        .filter((name) => !(`node_modules/${name}` in lock.packages || `${path}/node_modules/${name}` in lock.packages))
        .map((name) => `${path} needs ${name}`),
    );

    expect(missing).toEqual([]);
  });
});
