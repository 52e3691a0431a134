import { service } from "sluice/service";
import { DisplayWithReply, HiFromKnative } from "../contracts.ts";

export default service(DisplayWithReply, (event) => {
  process.stdout.write(`${event.type} from ${event.source}: ${event.data.message}\n`);
  return HiFromKnative.create({ key: "This is a Knative reply" });
});
