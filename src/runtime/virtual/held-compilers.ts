import type { Compilers, Expression } from "../../shim/core.ts";
import type { VirtualHost } from "./virtual-host.ts";

/** The same compilers, whose expressions hold virtual time while they are worked out: JSONata answers with a promise. */
export function heldCompilers(compilers: Compilers, host: Pick<VirtualHost, "hold">): Compilers {
  const { expressions } = compilers;
  if (expressions === undefined) return compilers;
  return { ...compilers, expressions: { compile: (text) => held(expressions.compile(text), host) } };
}

function held(expression: Expression, host: Pick<VirtualHost, "hold">): Expression {
  return (input, done) => {
    const release = host.hold();
    const cancel = expression(input, (result) => {
      release();
      done(result);
    });
    return () => {
      release();
      cancel();
    };
  };
}
