import { createHash, timingSafeEqual } from "node:crypto";
import type { SenderAuth } from "../../routes/index.ts";
import { bearerToken, type SenderCheck } from "./bearer-token.ts";
import { oidcCheck } from "./oidc.ts";
import { openSecret } from "./secrets.ts";
import type { Environment } from "./settings.ts";

/**
 * Undefined where anybody may send.
 *
 * @throws SecretError where a secret is not there
 */
export function senderCheck(
  auth: SenderAuth | undefined,
  environment: Environment,
  now: () => number,
): SenderCheck | undefined {
  if (auth?.oidc !== undefined) return oidcCheck(auth.oidc, environment, now);
  if (auth?.bearer === undefined) return undefined;
  const secret = openSecret(auth.bearer, environment, now);
  return (authorization) => {
    const token = bearerToken(authorization);
    // Digests are of one length, so that nothing about the secret's is told by the time it takes.
    return token !== undefined && timingSafeEqual(digest(token), digest(secret()));
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
