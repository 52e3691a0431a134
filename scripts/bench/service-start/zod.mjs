import { defineEvent, defineStep } from "sluice/events";
import { service } from "sluice/service";
import { z } from "zod";

const Tick = defineEvent("dev.bench.tick", { data: z.object({ n: z.number() }) });

export default service(defineStep("zod", { accepts: [Tick] }), () => undefined);
