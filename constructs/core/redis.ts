import type { KeyReference } from "./container.ts";

/** Where a Redis stream is, for the source that reads it and the sink that appends to it (sources.md §4). */
export interface RedisStreamProps {
  /** The server: `redis://redis.redis.svc.cluster.local:6379`, or `rediss://…` with TLS. */
  readonly address: string;
  /** The stream's key. */
  readonly stream: string;
  /** How it speaks TLS. @default - as the address says, with the system's own authorities */
  readonly tls?: RedisTls;
}

/** How Redis is spoken to with TLS. Each key is of a Secret in the same namespace. */
export interface RedisTls {
  /** Takes any certificate, also one that nobody signed. @default false */
  readonly skipVerify?: boolean;
  /** The certificate of the authority that signed the server's. @default - the system's own */
  readonly caCert?: KeyReference;
  /** The certificate it shows. @default - none */
  readonly cert?: KeyReference;
  /** Its private key. @default - none */
  readonly key?: KeyReference;
}

/** The fields of a manifest that say where the stream is. */
export function redisStream({ address, stream, tls }: RedisStreamProps) {
  if (tls === undefined) return { address, stream };
  const secret = (secretKeyRef: KeyReference) => ({ secretKeyRef });
  return {
    address,
    stream,
    dialOptions: {
      useTLS: true,
      ...(tls.skipVerify === undefined ? {} : { skipVerify: tls.skipVerify }),
      ...(tls.caCert === undefined ? {} : { caCert: secret(tls.caCert) }),
      ...(tls.cert === undefined ? {} : { cert: secret(tls.cert) }),
      ...(tls.key === undefined ? {} : { key: secret(tls.key) }),
    },
  };
}
