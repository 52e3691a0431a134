import { checkSourceSpec } from "../source-spec.ts";
import type { Report } from "../fault.ts";
import { type KindRules, specOf } from "../kind-rules.ts";
import { findingsOf, isText, unenforced } from "./findings.ts";
import { checkSecretKeys } from "./secret-keys.ts";

const SOURCE = "knative/sources.md §4";

/** `redis-stream`, with the rules of every source: no webhook asks for any of it (sources.md §4). */
export const admitRedisStreamSource: KindRules = (manifest, context, report) => {
  checkStream(specOf(manifest), report);
  checkSourceSpec(specOf(manifest), context, unenforced(report));
};

/** `redis-stream` in a RedisStreamSink (sources.md §4). */
export const admitRedisStreamSink: KindRules = (manifest, _context, report) => {
  checkStream(specOf(manifest), report);
};

function checkStream(spec: Readonly<Record<string, unknown>>, report: Report): void {
  const { broken, doubtful } = findingsOf("redis-stream", SOURCE, report);
  if (!isText(spec.address)) {
    broken(
      "spec.address",
      "There is no Redis to reach. The cluster takes the object all the same.",
      "Write its address, such as rediss://redis.shop.svc.cluster.local:6379.",
    );
  } else checkAddress(spec.address, broken, doubtful);
  if (!isText(spec.stream)) {
    broken(
      "spec.stream",
      "No stream is named. The cluster takes the object all the same.",
      "Write the name of the stream.",
    );
  }
  checkSecretKeys(spec, ["dialOptions.cert", "dialOptions.key", "dialOptions.caCert"], SOURCE, report);
}

type Say = (field: string, message: string, mend: string) => void;

function checkAddress(address: string, broken: Say, doubtful: Say): void {
  if (!/^rediss?:\/\//.test(address)) {
    broken(
      "spec.address",
      `${JSON.stringify(withoutPassword(address))} is no address of Redis.`,
      "Begin it with redis://, or rediss:// for TLS.",
    );
  } else if (/^rediss?:\/\/[^/@]*:[^/@]+@/.test(address)) {
    doubtful(
      "spec.address",
      `${JSON.stringify(withoutPassword(address))} holds a password that everyone who may read this object can read.`,
      "Name the password in dialOptions, or fill it in when you apply.",
    );
  }
}

/** Findings go into logs: they may not carry what they warn of. */
function withoutPassword(address: string): string {
  return address.replace(/:[^/@]*@/, ":…@");
}
