import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A fresh folder of this run. */
export function freshFolder(): string {
  return mkdtempSync(join(tmpdir(), "sluice-test-"));
}
