import {
  deadLetter,
  isAccepted,
  MAX_REQUESTS,
  redirected,
  replyMode,
  requestAddress,
  retryPolicy,
  retryWaitNs,
} from "../../../src/delivery/index.ts";
import { mutate } from "../mutate.ts";
import { hold, type Surface } from "../surface.ts";

interface Answer {
  readonly status: number;
  readonly location: string;
  readonly retryAfter: string;
  readonly contentType: string;
  readonly body: string;
}

const LOCATIONS = [
  "/x",
  "//other/x",
  "https://example.com/x?y=z#w",
  "../up",
  "http://user:secret@host:8080/",
  "ftp://x/",
  "?q",
  "http://[::1]/",
  "HTTP://X",
  "",
];
const TIMES = [
  "1",
  "120",
  "-1",
  "+3",
  "9223372036854775807",
  "Sat, 21 Nov 2026 10:00:00 GMT",
  "Fri, 31 Dec 9999 23:59:59 GMT",
  "Mon, 00 Jan 0000 00:00:00 GMT",
  "",
];
const TYPES = ["application/cloudevents+json", "application/cloudevents-batch+json; charset=utf-8", "text/plain", ""];
const LONG = 200_000;
const { policy } = retryPolicy({ retry: 5, backoffPolicy: "linear", backoffDelay: "PT1S", retryAfterMax: "PT1H" });

/** What a subscriber answers: where to go on, when to come back, whether it is an event, what went wrong. */
export const answers: Surface<Answer> = {
  name: "answers",
  share: 1,
  limitMs: 250,
  corners: [
    {
      status: 302,
      location: `http://${"a.".repeat(LONG)}`,
      retryAfter: "9".repeat(LONG),
      contentType: ";".repeat(LONG),
      body: "x".repeat(LONG),
    },
    {
      status: 307,
      location: "%".repeat(LONG),
      retryAfter: "-".repeat(LONG),
      contentType: " ".repeat(LONG),
      body: "\ud800".repeat(LONG),
    },
    { status: 301, location: "../".repeat(LONG), retryAfter: "Sat, ".repeat(LONG), contentType: "", body: "" },
  ],
  generate: (random) => ({
    status: random.pick([200, 202, 301, 302, 303, 307, 308, 404, 429, 500, 503, 0, -1, 999]),
    location: mutate(random, random.pick(LOCATIONS), LOCATIONS, LOCATIONS),
    retryAfter: mutate(random, random.pick(TIMES), TIMES, TIMES),
    contentType: mutate(random, random.pick(TYPES), TYPES, TYPES),
    body: random.chance(2) ? "" : mutate(random, "no", TYPES, TYPES),
  }),
  accepts: ({ status, location, retryAfter, contentType, body }) => {
    const headers = { location, "content-type": contentType, "ce-specversion": "1.0" };
    let url: string | undefined = "http://start.example.com/a/b";
    for (let request = 0; request < MAX_REQUESTS && url !== undefined; request++) {
      url = redirected({ url, method: "POST", canRepeatBody: true }, status, headers)?.url;
      if (url !== undefined) requestAddress(url);
    }
    requestAddress(location);
    hold(
      "an answer says one thing about its event",
      ["binary", "structured", "batch"].includes(replyMode(headers) ?? "binary"),
    );
    if (policy !== undefined) {
      const wait = retryWaitNs(policy, 1, { status, retryAfter, nowMs: 1_700_000_000_000 });
      hold(
        "a wait is no shorter than the backoff and no longer than its cap",
        wait >= 1_000_000_000n && wait <= 3_600_000_000_000n,
      );
    }
    const event = { attributes: { specversion: "1.0", id: "1", source: "/", type: "t" } };
    const { attributes } = deadLetter(event, { destination: location, code: status, body });
    hold("error data fits", String(attributes["knativeerrordata"] ?? "").length <= 1_024);
    return isAccepted(status);
  },
};
