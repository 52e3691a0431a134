import { source } from "../../../../src/service/index.ts";
import { Asked } from "../../fixtures.ts";

export default source("ticker", {
  emits: [Asked],
  run: async ({ signal, sleep }) => {
    while (!signal.aborted) await sleep(60_000);
  },
});
