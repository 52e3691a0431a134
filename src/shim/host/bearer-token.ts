/** Whether the value of `Authorization` may send; at once, or when the issuer's keys are there. */
export type SenderCheck = (authorization: string | undefined) => boolean | Promise<boolean>;

/** The token of `Authorization: Bearer TOKEN`. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^bearer +([^\s]+)$/i.exec(authorization ?? "")?.[1];
}
