import { service } from "sluice/service";
import { Display } from "../contracts.ts";

export default service(Display, (event) => {
  process.stdout.write(`${event.type} from ${event.source}: ${event.data.message}\n`);
});
