import { resolveSchedule } from "../schedule/next-fire.ts";
import type { Report } from "./fault.ts";
import { type KindRules, specOf } from "./kind-rules.ts";
import { checkSourceSpec } from "./source-spec.ts";

const SOURCE = "knative/eventing.md §4.12";

/** `ping-schedule` and `ping-data`, and what every source has (eventing.md §4.12). */
export const admitPingSource: KindRules = (manifest, context, report) => {
  const spec = specOf(manifest);
  checkSchedule(text(spec.schedule), text(spec.timezone), report);
  checkData(spec, report);
  checkSourceSpec(spec, context, report);
};

function checkSchedule(schedule: string, timezone: string, report: Report): void {
  const resolved = resolveSchedule(schedule, timezone);
  if (!("fault" in resolved)) return;
  const isZone = resolved.field === "timezone";
  const value = isZone ? timezone : schedule;
  report({
    code: "ping-schedule",
    stage: "validate",
    field: `spec.${resolved.field}`,
    message: `${resolved.field} is ${JSON.stringify(value)}: ${resolved.fault}.`,
    mend: isZone
      ? "Write a name of the time zone database, such as Europe/Paris or UTC; case counts."
      : scheduleMend(schedule),
    source: "knative/eventing.md §3.6",
    knative: { message: `invalid value: ${resolved.fault}`, paths: [`spec.${resolved.field}`] },
  });
}

function scheduleMend(schedule: string): string {
  if (schedule.includes("@every")) return "Write cron fields, such as */5 * * * * for every five minutes.";
  if (/\b7\s*$/.test(schedule)) return "Sunday is 0, not 7.";
  return "Write five fields: minute, hour, day of month, month, day of week, such as 0 16 * * *.";
}

function checkData(spec: Readonly<Record<string, unknown>>, report: Report): void {
  const { data, dataBase64 } = { data: text(spec.data), dataBase64: text(spec.dataBase64) };
  if (data !== "" && dataBase64 !== "") {
    report({
      code: "ping-data",
      stage: "validate",
      field: "spec.dataBase64",
      message: "This PingSource has data and dataBase64; an event carries one of both.",
      mend: "Remove one.",
      source: SOURCE,
      knative: { message: "expected exactly one, got both", paths: ["spec.data", "spec.dataBase64"] },
    });
  }
  const isJson = spec.contentType === "application/json";
  if (data !== "" && isJson && !isJsonObject(data)) notAnObject(data, "data", report);
  if (dataBase64 === "") return;
  const decoded = fromBase64(dataBase64);
  if (decoded === undefined) {
    report({
      code: "ping-data",
      stage: "validate",
      field: "spec.dataBase64",
      message: "dataBase64 is not standard base64.",
      mend: "Encode the bytes with the standard alphabet and padding, without blanks.",
      source: SOURCE,
      knative: { message: "invalid value: illegal base64 data", paths: ["spec.dataBase64"] },
    });
  } else if (isJson && !isJsonObject(decoded)) notAnObject(decoded, "dataBase64", report);
}

function notAnObject(value: string, field: string, report: Report): void {
  report({
    code: "ping-data",
    stage: "validate",
    field: `spec.${field}`,
    message: `contentType is application/json, but ${field} holds ${JSON.stringify(shortened(value))}, which is no JSON object.`,
    mend: "Write a JSON object, or another contentType.",
    source: SOURCE,
    knative: { message: `invalid value: ${value}`, paths: [`spec.${field}`] },
  });
}

function isJsonObject(value: string): boolean {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "object" && !Array.isArray(parsed);
  } catch {
    return false;
  }
}

/** Standard base64; line breaks are skipped, blanks are not. */
function fromBase64(value: string): string | undefined {
  const plain = value.replace(/[\r\n]/g, "");
  const isStandard = plain.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(plain);
  return isStandard ? Buffer.from(plain, "base64").toString("utf8") : undefined;
}

function shortened(value: string): string {
  return value.length > 60 ? `${value.slice(0, 60)}…` : value;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
