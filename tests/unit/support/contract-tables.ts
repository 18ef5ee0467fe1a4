// The tables of docs/contract.md that the contract gives, and their places between `<!-- name -->` and `<!-- /name -->`.
import type * as z from "zod/mini";
import { CODES } from "../../../supabase/functions/refresh-dashboard/contract/codes.ts";
import {
  callOf,
  describeAccess,
  type Endpoint,
  NAMED_ENDPOINTS,
} from "../../../supabase/functions/refresh-dashboard/contract/endpoints.ts";

type Row = readonly string[];

const code = (text: string) => `\`${text}\``;

/** The document with its tables as they follow from the contract. */
export function renderTables(document: string): string {
  const tables: Record<string, Row[]> = {
    calls: calls(),
    "codes-of-calls": codesOfCalls(),
    codes: codes(),
    "database-codes": databaseCodes(),
  };
  return Object.entries(tables).reduce((text, [name, rows]) => replaceTable(text, name, rows), document);
}

function replaceTable(document: string, name: string, rows: readonly Row[]): string {
  const place = new RegExp(`(<!-- ${name} -->\n).*?(\n<!-- /${name} -->)`, "s");
  if (!place.test(document)) throw new Error(`the document has no place for the table ${name}`);
  return document.replace(place, (_all, start, end) => `${start}\n${alignTable(rows)}\n${end}`);
}

function calls(): Row[] {
  return [
    ["call", "who", "what it does", "answer"],
    ...NAMED_ENDPOINTS.map(([, endpoint]) => [
      code(signatureOf(endpoint)),
      describeAccess(endpoint.who),
      endpoint.summary,
      Object.entries(endpoint.answers)
        .map(([status, { when }]) => `${status} ${when}`)
        .join("; "),
    ]),
  ];
}

function codesOfCalls(): Row[] {
  const withCodes = NAMED_ENDPOINTS.filter(([, { codes }]) => codes.length > 0);
  return [
    ["call", "codes"],
    ...withCodes.map(([, endpoint]) => [
      code(callOf(endpoint)) + (endpoint.who === "trigger" ? ", signed" : ""),
      endpoint.codes.map(code).join(", "),
    ]),
  ];
}

function codes(): Row[] {
  const own = Object.entries(CODES).filter(([, { sqlstate }]) => sqlstate === null);
  return [
    ["`code`", "HTTP", "when"],
    ...own.map(([name, { status, alsoStatus, when }]) => [code(name), statuses(status, alsoStatus), when]),
  ];
}

function databaseCodes(): Row[] {
  const raised = Object.entries(CODES).filter(([, { sqlstate }]) => sqlstate !== null);
  return [
    ["SQLSTATE", "`code`", "HTTP", "when"],
    ...raised.map(([name, { sqlstate, status, alsoStatus, when }]) => [
      code(String(sqlstate)),
      code(name),
      statuses(status, alsoStatus),
      when,
    ]),
  ];
}

const statuses = (...given: (number | undefined)[]) => given.filter(Boolean).join(", ");

/** A call with what it takes: `GET /status?view=&runs=`, `POST /refresh {view?, force?}`. */
function signatureOf({ method, path, query, body, chosenBy }: Endpoint): string {
  const fixed = (name: string, mark: string) =>
    chosenBy?.name === name && chosenBy.value !== undefined ? `${mark}${chosenBy.value}` : null;
  const parameters = Object.keys(query?.shape ?? {}).map((name) => `${name}=${fixed(name, "") ?? ""}`);
  const fields = body ? fieldsOf(body).map((name) => `${name}${fixed(name, ": ") ?? ""}`) : [];
  return [
    `${method} ${path}${parameters.length > 0 ? `?${parameters.join("&")}` : ""}`,
    ...(fields.length > 0 ? [`{${fields.join(", ")}}`] : []),
  ].join(" ");
}

function fieldsOf(body: z.ZodMiniObject): string[] {
  const { catchall } = body.def;
  const takesAny = catchall !== undefined && catchall._zod.def.type !== "never";
  const named = Object.entries(body.shape).map(([name, schema]) =>
    ["optional", "default"].includes(schema._zod.def.type) ? `${name}?` : name,
  );
  return takesAny ? [...named, "…settings"] : named;
}

function alignTable(rows: readonly Row[]): string {
  const [head = []] = rows;
  const widths = head.map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: Row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const rule = line(widths.map((width) => "-".repeat(width)));
  return [line(head), rule, ...rows.slice(1).map(line)].join("\n");
}
