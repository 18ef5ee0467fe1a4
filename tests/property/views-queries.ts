// Random queries for materialized views, over the tables of views-schema.ts.
import type { GeneratorValue } from "fast-check";
import fc from "fast-check";
import { COPIES, type Column, type Kind, ROLES, SCHEMA, type Shape, type Table } from "./views-schema.ts";

/** A random choice, from a seed. */
export interface Chance {
  below: (n: number) => number;
  pick: <T>(from: readonly T[]) => T;
}

export const chanceOf = (g: GeneratorValue): Chance => {
  const below = (n: number) => g(fc.nat, { max: n - 1 });
  return { below, pick: (from) => from[below(from.length)] as (typeof from)[number] };
};

const KINDS: Kind[] = [
  "timestamptz",
  "timestamp",
  "date",
  "interval",
  "bytea",
  "float8",
  "body",
  "moment",
  "mood",
  "place",
  "doc",
  "num",
  "amount",
  "span",
  "tags",
  "number",
];
const SHAPES: Shape[] = ["plain", "partitioned", "parent", "secured"];

/** Tables of every shape, each with some columns of random kinds. */
export const randomTables = (chance: Chance, count: number): Table[] =>
  Array.from({ length: count }, (_, i) => ({
    name: `t${i}`,
    shape: SHAPES[i % SHAPES.length] as Shape,
    columns: Array.from({ length: 7 }, (__, c) => ({
      name: `c${c}`,
      // A table after the other has them all.
      kind: c < 4 ? (KINDS[(i * 4 + c) % KINDS.length] as Kind) : chance.pick(KINDS),
      of: chance.below(COPIES),
    })),
  }));

/** Expressions of a column: x is the column. None may be null for all rows, or nothing would be seen in it. */
const EXPRESSIONS: Record<Kind, (x: string, of: number, chance: Chance) => string[]> = {
  timestamptz: (x) => [
    `date_trunc('day', ${x})`,
    `${x}::date`,
    `${x}::text`,
    `to_char(${x}, 'YYYY-MM-DD HH24:MI TZ')`,
    `extract(hour from ${x})`,
    `${x}::timestamp`,
    `date_trunc('month', ${x} at time zone 'UTC')`,
    `to_jsonb(${x})`,
    `jsonb_build_object('at', ${x})`,
    `concat('at ', ${x})`,
    `format('%s', ${x})`,
    `array_to_string(array[${x}], '|')`,
    `(${x})::time`,
    `${x} + interval '1 day'`,
    `(${x} - date_trunc('year', ${x}))::text`,
  ],
  timestamp: (x) => [
    `${x}::timestamptz`,
    `${x}::text`,
    `${x}`,
    `to_jsonb(${x})`,
    `${x} at time zone 'Asia/Tokyo'`,
  ],
  date: (x) => [`${x}::text`, `${x}::timestamptz`, `to_char(${x}, 'IYYY-IW')`, `'day ' || ${x}`, `${x} + 1`],
  interval: (x) => [`${x}::text`, `justify_days(${x})`, `extract(epoch from ${x})`, `to_jsonb(${x})`],
  bytea: (x) => [
    `${x}::text`,
    `encode(${x}, 'hex')`,
    `to_jsonb(${x})`,
    `md5(${x})`,
    `array_to_string(array[${x}], '|')`,
  ],
  float8: (x) => [`${x}::text`, `round(${x}::numeric, 2)`, `to_jsonb(${x})`, `${x} * 2`],
  body: (x, of) => [
    `to_tsvector(${x})`,
    `to_tsvector(${x})::text`,
    `to_tsvector('${SCHEMA}.search${of}', ${x})`,
    `to_tsvector('english', ${x})::text`,
    `to_tsvector('${SCHEMA}.search${of}', ${x}) @@ to_tsquery('${SCHEMA}.search${of}', 'running')`,
    `ts_headline(${x}, to_tsquery('run'))`,
    `upper(${x})`,
    `${x} || s.id`,
    `${x} < 'b' collate ${SCHEMA}.sorted${of}`,
    `rank() over (order by ${x} collate ${SCHEMA}.sorted${of}, s.id)`,
    `regexp_replace(${x}, '[aeiou]', '_', 'g')`,
  ],
  moment: (x) => [
    `${x}::timestamptz`,
    `${x}::date`,
    `nullif(${x}, '')::timestamp`,
    `array[${x}]::timestamptz[]`,
    `string_to_array(${x}, ',')::date[]`,
    `('[' || ${x} || ',infinity)')::tstzrange`,
    `(jsonb_build_object('at', ${x}) ->> 'at')::date`,
    `(select r.at from jsonb_to_record(jsonb_build_object('at', ${x})) as r (at timestamptz))`,
    `(select r.at from jsonb_to_recordset(jsonb_build_array(jsonb_build_object('at', ${x}))) as r (at date))`,
    `(jsonb_populate_record(null::${SCHEMA}.dated, jsonb_build_object('at', ${x}))).at`,
    `(select r.at from xmltable('/a' passing xmlelement(name a, ${x}) columns at timestamptz path '.') as r)`,
    `coalesce(${x}, '')`,
    `substr(${x}, 1, 4)`,
  ],
  mood: (x) => [
    `${x}`,
    `${x}::text`,
    `to_jsonb(${x})`,
    `array[${x}]::text`,
    `${x} > 'ok'`,
    `enum_range(${x})::text`,
    `concat(${x}, '!')`,
  ],
  place: (x) => [
    `to_jsonb(${x})`,
    `to_json(${x})::text`,
    `row_to_json(${x})::jsonb`,
    `jsonb_build_object('place', ${x})`,
    `to_jsonb(array[${x}])`,
    `(${x}).zip`,
    `${x}::text`,
    `${x}`,
  ],
  doc: (x) => [
    `${x} ->> 'b'`,
    `${x} -> 'a'`,
    `(select r.a from jsonb_to_record(${x}) as r (a integer, b text))`,
    `(${x} ->> 'a')::integer`,
    `(${x} ->> 'day')::date`,
    `to_date(${x} ->> 'day', 'YYYY-MM-DD')::text`,
    `jsonb_path_query_first(${x}, '$.a')`,
  ],
  num: (x, of) => [
    `${SCHEMA}.f${of}(${x})`,
    `${SCHEMA}.g${of}(${x})`,
    `${SCHEMA}.p${of}(${x})`,
    `${SCHEMA}.h${of}(${x})`,
    `${SCHEMA}.look${of}(${x} % 3)`,
    `${x} operator(${SCHEMA}.${"#".repeat(of + 2)}) s.id`,
    `${x} / 2`,
    `'n ' || ${x}`,
    `case when ${SCHEMA}.f${of}(${x}) > 9 then 'many' else 'few' end`,
  ],
  amount: (x) => [`${x}`, `${x} * 2`, `${x}::text`, `to_jsonb(${x})`],
  span: (x) => [
    `${x}::text`,
    `lower(${x})`,
    `lower(${x})::date`,
    `upper(${x}) - lower(${x})`,
    `to_jsonb(${x})`,
  ],
  tags: (x) => [`${x}[1]`, `array_to_string(${x}, '/')`, `cardinality(${x})`, `to_jsonb(${x})`],
  number: (x) => [`round(${x}, 1)`, `${x}::text`, `to_char(${x}, 'FM990.00')`, `${x}::money::text`],
};

/** Without a column. */
const WITHOUT_COLUMN = [
  "current_setting('app.property', true)",
  "coalesce(current_setting('app.other', true), 'none')",
  "current_setting('TimeZone')",
  "current_setting('app.' || 'property', true)",
  "timestamptz '2026-03-27 22:30+00'::text",
  "date_trunc('day', timestamptz '2026-03-27 22:30+00')",
  "current_user::text",
  "to_tsvector('running zebras')",
  "make_timestamptz(2026, 3, 27, 22, 30, 0)",
  "'\\xff00'::bytea::text",
];
/** Of the whole row. */
const OF_ROW = [
  "to_jsonb(s)",
  "row_to_json(s)::text",
  "s::text",
  "jsonb_strip_nulls(to_jsonb(s))",
  "md5(s::text)",
];

export interface RandomView {
  name: string;
  query: string;
  owner: string;
}

function randomExpression(chance: Chance, table: Table): string {
  const what = chance.below(12);
  if (what === 0) return chance.pick(WITHOUT_COLUMN);
  if (what === 1) return chance.pick(OF_ROW);
  const column = chance.pick(table.columns);
  return chance.pick(EXPRESSIONS[column.kind](`s.${column.name}`, column.of, chance));
}

/** What a row can be grouped by, and two halves of a union agree on. */
const asText = (expression: string) => `(${expression})::text`;

function randomSource(chance: Chance, table: Table): string {
  const name = `${SCHEMA}.${table.name}`;
  return chance.pick([name, name, name, `only ${name}`, `${name}_v`, `${name}_v`, `${name}_i`, `${name}_r`]);
}

function randomWhere(chance: Chance, table: Table, isWindow: boolean): string {
  const conditions = [
    "s.id > 1",
    "s.k <> 2",
    `exists (select from ${SCHEMA}.allowed where allowed.k = s.k)`,
    "s.id in (select standing.id from property_views.standing)",
    `${SCHEMA}.f1(s.k) < 9`,
  ];
  const at = table.columns.find(({ kind }) => kind === "timestamptz");
  if (at) conditions.push(`s.${at.name}::date > '2026-03-28'`, `extract(hour from s.${at.name}) < 12`);
  const mood = table.columns.find(({ kind }) => kind === "mood");
  if (mood) conditions.push(`s.${mood.name} >= 'ok'`);
  return isWindow || chance.below(3) > 0 ? "" : ` where ${chance.pick(conditions)}`;
}

function randomQuery(chance: Chance, tables: Table[]): string {
  const table = chance.pick(tables);
  const source = randomSource(chance, table);
  const first = randomExpression(chance, table);
  const second = randomExpression(chance, table);
  const isWindow = `${first}${second}`.includes(" over (");
  const where = randomWhere(chance, table, isWindow);
  const from = `from ${source} as s${where}`;
  const other = chance.pick(tables);
  const total = `${SCHEMA}.total${chance.below(COPIES)}`;
  const rows = `select s.id, ${first} as a, ${second} as b ${from}`;
  if (isWindow) return rows;
  return chance.pick([
    rows,
    rows,
    `select ${asText(first)} as a, count(*) as n, ${total}(s.k) as total ${from} group by 1`,
    `select s.k, string_agg(${asText(first)}, ',' order by s.id) as a, max(s.id) as b ${from} group by s.k`,
    `select s.k, jsonb_agg(${first} order by s.id) as a ${from} group by s.k`,
    `select distinct ${asText(first)} as a, s.k ${from}`,
    `select s.id, ${first} as a, ${total}(s.k) over (partition by ${asText(second)} order by s.id) as b ${from}`,
    `select s.id, row_number() over (order by ${asText(first)}, s.id) as a ${from}`,
    `select ${asText(first)} as a ${from} union all select ${asText(randomExpression(chance, other))}
       from ${randomSource(chance, other)} as s`,
    `select ${asText(first)} as a ${from} union select 'none'`,
    `select s.id, ${first} as a, o.body from ${source} as s left join ${SCHEMA}.standing as o on o.id = s.id${where}`,
    `select s.id, o.id as other, ${first} as a from ${source} as s
       join ${randomSource(chance, other)} as o on o.k = s.k${where}`,
    `with w as (${rows}) select w.id, w.a from w where w.id > 1`,
    `select s.id, l.x as a from ${source} as s cross join lateral (select ${first} as x) as l${where}`,
    `select s.id, m.n, ${first} as a from ${source} as s left join ${SCHEMA}.middle as m on m.k = s.k${where}`,
    `select s.k, count(*) filter (where ${asText(first)} > '2') as a ${from} group by rollup (s.k)`,
  ]);
}

export const randomViews = (chance: Chance, tables: Table[], count: number): RandomView[] =>
  Array.from({ length: count }, (_, i) => ({
    name: `v${i}`,
    query: randomQuery(chance, tables),
    owner: chance.below(8) === 0 ? chance.pick(ROLES.slice(0, 2)) : "postgres",
  }));

export const columnsOfKind = (tables: Table[], kind: Kind): { table: Table; column: Column }[] =>
  tables.flatMap((table) =>
    table.columns.filter((column) => column.kind === kind).map((column) => ({ table, column })),
  );
