import type { Diagnostic, ObjectRef, Place } from "./diagnostic.ts";
import type { Report } from "./report.ts";

/**
 * A report as a JSON document, without a newline at its end: `{"diagnostics": […]}`, and `acknowledged` beside it where
 * somebody has acknowledged something: a list of `{reason, finding}`. Keys stand in a fixed order, so that the same
 * findings give the same bytes; what is unknown is absent.
 */
export function formatJson({ findings, acknowledged }: Report): string {
  const known = acknowledged.map(({ finding, reason }) => ({ reason, finding: plain(finding) }));
  const document = { diagnostics: findings.map(plain), ...(known.length === 0 ? {} : { acknowledged: known }) };
  return JSON.stringify(document, undefined, 2);
}

function plain({ code, severity, at, object, field, message, mend, notes, source }: Diagnostic): Diagnostic {
  return {
    code,
    severity,
    at: plainPlace(at),
    ...(object === undefined ? {} : { object: plainObject(object) }),
    ...(field === undefined ? {} : { field }),
    message,
    ...(mend === undefined ? {} : { mend }),
    ...(notes === undefined ? {} : { notes }),
    ...(source === undefined ? {} : { source }),
  };
}

function plainPlace({ construct, file, line, column }: Place): Place {
  return {
    ...(construct === undefined ? {} : { construct }),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  };
}

function plainObject({ apiVersion, kind, namespace, name }: ObjectRef): ObjectRef {
  return { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }), name };
}
