import { noReply } from "../../../../src/events/index.ts";
import { service } from "../../../../src/service/index.ts";
import { Oracle } from "../../fixtures.ts";

export default service(Oracle, () => noReply);
