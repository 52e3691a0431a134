import type { RetryFields } from "../delivery/index.ts";
import type { EffectiveDelivery } from "../graph/index.ts";

/** The fields of an effective delivery that decide attempts and waits, as the law of retries takes them. */
export function retryFields({
  retry,
  backoffPolicy,
  backoffDelay,
  timeout,
  retryAfterMax,
}: EffectiveDelivery): RetryFields {
  return {
    ...(retry === undefined ? {} : { retry: retry.value }),
    ...(backoffPolicy === undefined ? {} : { backoffPolicy: backoffPolicy.value }),
    ...(backoffDelay === undefined ? {} : { backoffDelay: backoffDelay.value }),
    ...(timeout === undefined ? {} : { timeout: timeout.value }),
    ...(retryAfterMax === undefined ? {} : { retryAfterMax: retryAfterMax.value }),
  };
}
