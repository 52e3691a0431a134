import { X509Certificate } from "node:crypto";

/**
 * Why a text is no PEM certificate, in Knative's words; undefined when its first block is one. Text around the block and
 * further blocks are nobody's business (eventing.md §3.2).
 */
export function certificateFault(
  pem: string,
): "CA Cert provided is invalid" | "CA Cert provided is not a certificate" | undefined {
  const block = /(?:^|\n)-----BEGIN ([^\n]*)-----[ \t\r]*\n([\s\S]*?)\n?-----END \1-----/.exec(pem);
  if (block === null) return "CA Cert provided is invalid";
  if (block[1] !== "CERTIFICATE") return "CA Cert provided is not a certificate";
  try {
    const certificate = new X509Certificate(block[0]);
    return certificate.raw.length === 0 ? "CA Cert provided is invalid" : undefined;
  } catch {
    return "CA Cert provided is invalid";
  }
}
