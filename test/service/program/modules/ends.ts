import { source } from "../../../../src/service/index.ts";
import { Asked } from "../../fixtures.ts";

export default source("ends", { emits: [Asked], run: () => Promise.resolve() });
