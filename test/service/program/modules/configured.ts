import { noReply } from "../../../../src/events/index.ts";
import { fromEnvironment, readEnvironment, service, text } from "../../../../src/service/index.ts";
import { Oracle } from "../../fixtures.ts";

export default fromEnvironment((environment) => {
  readEnvironment(environment, { GREETING: text("a word"), NAME: text("a name") });
  return service(Oracle, () => noReply);
});
