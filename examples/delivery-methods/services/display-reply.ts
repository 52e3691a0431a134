import { service } from "sluice/service";
import { DisplayReply } from "../contracts.ts";

export default service(DisplayReply, (event) => {
  process.stdout.write(`${event.type} from ${event.source}: ${event.data.key}\n`);
});
