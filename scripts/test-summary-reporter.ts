import { writeFileSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

/** Writes counts and every skip with its reason to the file named by SLUICE_TEST_SUMMARY, for `.ci/run`. */
export default class TestSummaryReporter implements Reporter {
  public onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const file = process.env.SLUICE_TEST_SUMMARY;
    if (file === undefined || file === "") return;
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (state: string) => tests.filter((test) => test.result().state === state);
    const brokenModules = modules.filter((module) => module.errors().length > 0).length;
    const skipped = inState("skipped").map((test) => {
      const result = test.result();
      const note = result.state === "skipped" ? result.note : undefined;
      return { name: `${test.module.relativeModuleId} > ${test.fullName}`, reason: note ?? "no reason given" };
    });
    writeFileSync(
      file,
      JSON.stringify({
        passed: inState("passed").length,
        failed: inState("failed").length + brokenModules + errors.length,
        skipped,
      }),
    );
  }
}
