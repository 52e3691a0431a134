import { defineEvent, defineStep } from "sluice/events";
import { service } from "sluice/service";

const Tick = defineEvent("dev.bench.tick", {
  data: {
    "~standard": {
      version: 1,
      vendor: "bench",
      validate: (value) => (typeof value?.n === "number" ? { value } : { issues: [{ message: "no number" }] }),
    },
  },
});

export default service(defineStep("plain", { accepts: [Tick] }), () => undefined);
