import { rootCertificates } from "node:tls";

/** What a TLS connection trusts: these certificates beside Node's own, which naming any would replace. */
export function trusting(caCerts: string | undefined): { readonly ca?: string[] } {
  return caCerts === undefined ? {} : { ca: [...rootCertificates, caCerts] };
}
