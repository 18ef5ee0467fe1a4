// Random changes of everything that the answer of a view may depend on: rows, the catalogs, settings, roles.
import type { Chance } from "./views-queries.ts";
import { columnsOfKind } from "./views-queries.ts";
import { COPIES, insertInto, ROLES, SCHEMA, sampleOf, type Table } from "./views-schema.ts";

/** What is changed by now. */
export interface Changing {
  chance: Chance;
  tables: Table[];
  views: string[];
  /** The columns of the plain views <table>_v and <table>_i by their present names, where these differ from the table's. */
  renamed: Map<string, string[]>;
  database: string;
  /** For names and keys that must be new. */
  counter: number;
  /** What is switched on. */
  on: Set<string>;
}

export interface Change {
  sql: string;
  /** Only the superuser may. */
  isAdmins?: boolean;
}

type Make = (world: Changing) => Change | string;

const SETTINGS: Record<string, string[]> = {
  TimeZone: ["UTC", "Asia/Tokyo", "America/New_York", "Pacific/Auckland"],
  DateStyle: ["ISO, MDY", "German, DMY", "SQL, DMY", "Postgres, MDY"],
  IntervalStyle: ["postgres", "iso_8601", "sql_standard"],
  bytea_output: ["hex", "escape"],
  default_text_search_config: ["pg_catalog.english", "pg_catalog.simple", `${SCHEMA}.search0`],
  extra_float_digits: ["0", "1", "-3"],
  "app.property": ["one", "two", "three"],
  "app.other": ["four", "five"],
};

const next = (world: Changing): number => {
  world.counter += 1;
  return world.counter;
};

/** Does one thing and its opposite by turns. */
function toggle({ on }: Changing, what: string, there: string, back: string): string {
  if (on.delete(what)) return back;
  on.add(what);
  return there;
}

const tableOf = (world: Changing, shape: Table["shape"]) =>
  world.chance.pick(world.tables.filter((table) => table.shape === shape));

function assignment(world: Changing, table: Table): string {
  const column = world.chance.pick(table.columns);
  return `${column.name} = ${sampleOf(column, `(id + ${1 + world.chance.below(9)})`)}`;
}

const ofRows: Record<string, Make> = {
  insert: (world) => {
    const table = world.chance.pick(world.tables);
    const id = 1000 + next(world);
    return insertInto(table, table.name, id, id);
  },
  update: (world) => {
    const table = world.chance.pick(world.tables);
    return `update ${SCHEMA}.${table.name} set ${assignment(world, table)} where id % 3 = ${world.chance.below(3)}`;
  },
  "update of a partition": (world) => {
    const table = tableOf(world, "partitioned");
    return `update ${SCHEMA}.${table.name}_p0 set ${assignment(world, table)}`;
  },
  "update of a child": (world) => {
    const table = tableOf(world, "parent");
    return `update ${SCHEMA}.${table.name}_child set ${assignment(world, table)}`;
  },
  delete: (world) => {
    const table = world.chance.pick(world.tables);
    return `delete from ${SCHEMA}.${table.name} where id > 1000 or id = ${4 + world.chance.below(4)}`;
  },
  "truncate and refill": (world) => {
    const table = tableOf(world, "plain");
    const from = 1 + world.chance.below(5);
    return `begin; truncate ${SCHEMA}.${table.name}; ${insertInto(table, table.name, from, from + 7)}; commit`;
  },
  "rows beside": (world) =>
    `update ${SCHEMA}.standing set body = 'body ${next(world)}', k = (k + 1) % 4 where id = ${1 + world.chance.below(5)}`,
  "rows that a policy reads": (world) =>
    toggle(
      world,
      "allowed",
      `insert into ${SCHEMA}.allowed values (3)`,
      `delete from ${SCHEMA}.allowed where k = 3`,
    ),
  "a materialized view beneath": (world) =>
    `insert into ${SCHEMA}.${world.tables[0]?.name} select * from ${SCHEMA}.${world.tables[0]?.name} limit 1;
     refresh materialized view ${SCHEMA}.middle`,
  "the time as text": (world) =>
    columnsOfKind(world.tables, "moment")
      .map(
        ({ table, column }) =>
          `update ${SCHEMA}.${table.name} set ${column.name} = 'now' where id in (5, 6);`,
      )
      .join(" "),
};

const replaceFunction =
  (name: string, makeBody: (i: number, n: number) => string): Make =>
  (world) => {
    const i = world.chance.below(COPIES);
    return `create or replace function ${SCHEMA}.${name}${i}${makeBody(i, next(world))}`;
  };

/** The plain view <table>_v or <table>_i anew, under the names that its columns have. */
function replaceView(world: Changing, table: Table, where: string): string {
  const view = `${table.name}_v`;
  const names =
    world.renamed.get(view) ??
    world.tables.find(({ name }) => name === table.name)?.columns.map((c) => c.name);
  const columns = table.columns.map(({ name }, i) => `${name} as ${names?.[i]}`).join(", ");
  return `create or replace view ${SCHEMA}.${view} as select id, k, ${columns} from ${SCHEMA}.${table.name} where ${where}`;
}

function renameColumnOfView(world: Changing, view: string, table: Table): string {
  const names = [...(world.renamed.get(view) ?? table.columns.map(({ name }) => name))];
  const at = world.chance.below(names.length);
  const before = names[at];
  names[at] = `n${next(world)}`;
  world.renamed.set(view, names);
  return `alter view ${SCHEMA}.${view} rename column ${before} to ${names[at]}`;
}

const ofCatalog: Record<string, Make> = {
  "rename an attribute": (world) => {
    const i = world.chance.below(COPIES);
    const [before, after] = world.on.has(`zip${i}`) ? ["code", "zip"] : ["zip", "code"];
    toggle(world, `zip${i}`, "", "");
    return `alter type ${SCHEMA}.place${i} rename attribute ${before} to ${after}`;
  },
  "rename a column": (world) => {
    const table = world.chance.pick(world.tables);
    const column = world.chance.pick(table.columns);
    for (const view of [`${table.name}_v`, `${table.name}_i`]) {
      // A plain view keeps the names that it was made with.
      if (!world.renamed.has(view))
        world.renamed.set(
          view,
          table.columns.map(({ name }) => name),
        );
    }
    const before = column.name;
    column.name = `n${next(world)}`;
    const spare = `alter table ${SCHEMA}.${table.name}_spare rename column ${before} to ${column.name};`;
    const isApart =
      ["partitioned", "parent"].includes(table.shape) && !world.on.has(`spare of ${table.name}`);
    return `begin; ${isApart ? spare : ""} alter table ${SCHEMA}.${table.name} rename column ${before} to ${column.name}; commit`;
  },
  "rename an enum label": (world) => {
    const i = world.chance.below(COPIES);
    const labels = ["sad", "ok", "happy"];
    const at = world.chance.below(3);
    return toggle(
      world,
      `label ${i} ${at}`,
      `alter type ${SCHEMA}.mood${i} rename value '${labels[at]}' to 'so ${labels[at]}'`,
      `alter type ${SCHEMA}.mood${i} rename value 'so ${labels[at]}' to '${labels[at]}'`,
    );
  },
  "add an enum label": (world) =>
    `alter type ${SCHEMA}.mood${world.chance.below(COPIES)} add value 'more ${next(world)}' after 'happy'`,
  "replace a function": replaceFunction(
    "f",
    (_, n) => `(x integer) returns integer immutable language sql as 'select x * ${n} + 1'`,
  ),
  "replace a function that calls": replaceFunction(
    "g",
    (i, n) => `(x integer) returns integer immutable language sql as 'select ${SCHEMA}.f${i}(x) + ${n}'`,
  ),
  "replace a function with a body that is parsed": replaceFunction(
    "h",
    (i, n) =>
      `(x integer) returns integer stable language sql begin atomic select ${SCHEMA}.f${i}(x) + ${n}; end`,
  ),
  "replace what an aggregate calls": replaceFunction(
    "step",
    (_, n) => `(state integer, x integer) returns integer immutable language sql
      as 'select coalesce(state, ${n}) + coalesce(x, 0)'`,
  ),
  "replace what an operator calls": replaceFunction(
    "mix",
    (_, n) => `(x integer, y integer) returns integer immutable language sql as 'select x * 10 + y + ${n}'`,
  ),
  "replace what a cast calls": (world) =>
    `create or replace function ${SCHEMA}.shown2(x ${SCHEMA}.place2) returns json immutable language sql
       as 'select json_build_object(''shown${next(world)}'', 1)'`,
  "a cast to json": (world) => {
    const i = 1 + world.chance.below(2);
    const there = `create cast (${SCHEMA}.place${i} as json) with function ${SCHEMA}.shown${i}(${SCHEMA}.place${i})`;
    const gone = `drop cast (${SCHEMA}.place${i} as json)`;
    return i === 1 ? toggle(world, "cast 1", there, gone) : toggle(world, "no cast 2", gone, there);
  },
  "a check of a domain": (world) =>
    `alter domain ${SCHEMA}.amount${world.chance.below(COPIES)} add check (value <> -${next(world)})`,
  "rename a collation": (world) => {
    const i = world.chance.below(COPIES);
    return toggle(
      world,
      `collation ${i}`,
      `alter collation ${SCHEMA}.sorted${i} rename to arranged${i}`,
      `alter collation ${SCHEMA}.arranged${i} rename to sorted${i}`,
    );
  },
  "a text search configuration": (world) => {
    const i = world.chance.below(COPIES);
    const stemming = `alter text search configuration ${SCHEMA}.search${i} alter mapping for asciiword with`;
    return toggle(
      world,
      `stem ${i}`,
      `${stemming} pg_catalog.english_stem`,
      `${stemming} ${SCHEMA}.words${i}`,
    );
  },
  "a text search dictionary": (world) => {
    const i = world.chance.below(COPIES);
    const words = `alter text search dictionary ${SCHEMA}.words${i}`;
    return toggle(world, `words ${i}`, `${words} (accept = false)`, `${words} (accept = true)`);
  },
  "another plain view": (world) =>
    replaceView(
      world,
      world.chance.pick(world.tables),
      `id <> ${1 + world.chance.below(6)} and id < ${2000 + next(world)}`,
    ),
  "rename a column of a plain view": (world) => {
    const table = world.chance.pick(world.tables);
    return renameColumnOfView(world, `${table.name}_${world.chance.pick(["v", "i"])}`, table);
  },
  security_invoker: (world) => {
    const name = `${tableOf(world, "secured").name}_${world.chance.pick(["v", "i"])}`;
    const there = `alter view ${SCHEMA}.${name} set (security_invoker = ${name.endsWith("v")})`;
    const back = `alter view ${SCHEMA}.${name} set (security_invoker = ${name.endsWith("i")})`;
    return toggle(world, `invoker ${name}`, there, back);
  },
  "the owner of a plain view": (world) => {
    const owner = world.chance.pick(["postgres", ROLES[0], ROLES[1]]);
    const view = `${SCHEMA}.${tableOf(world, "secured").name}_v`;
    // What its owner before it was granted has become the owner's.
    return `begin; alter view ${view} owner to ${owner}; grant select on ${view} to postgres, ${ROLES.join(", ")}; commit`;
  },
  "the owner of a view": (world) => {
    const owner = world.chance.pick(["postgres", ROLES[0], ROLES[1]]);
    const views = Array.from({ length: 8 }, () => world.chance.pick(world.views));
    return views.map((view) => `alter materialized view ${view} owner to ${owner};`).join(" ");
  },
  "attach a partition": (world) => {
    const { name } = tableOf(world, "partitioned");
    return toggle(
      world,
      `spare of ${name}`,
      `alter table ${SCHEMA}.${name} attach partition ${SCHEMA}.${name}_spare for values in (9)`,
      `alter table ${SCHEMA}.${name} detach partition ${SCHEMA}.${name}_spare`,
    );
  },
  inherit: (world) => {
    const { name } = tableOf(world, "parent");
    const alter = `alter table ${SCHEMA}.${name}_spare`;
    return toggle(
      world,
      `spare of ${name}`,
      `${alter} inherit ${SCHEMA}.${name}`,
      `${alter} no inherit ${SCHEMA}.${name}`,
    );
  },
};

const ofPolicies: Record<string, Make> = {
  "row level security": (world) => {
    const { name, shape } = world.chance.pick(world.tables);
    const alter = `alter table ${SCHEMA}.${name}`;
    const [enable, disable] = [`${alter} enable row level security`, `${alter} disable row level security`];
    return shape === "secured"
      ? toggle(world, `security ${name}`, disable, enable)
      : toggle(world, `security ${name}`, enable, disable);
  },
  "forced row level security": (world) => {
    const { name } = tableOf(world, "secured");
    const alter = `alter table ${SCHEMA}.${name}`;
    return toggle(
      world,
      `force ${name}`,
      `${alter} force row level security`,
      `${alter} no force row level security`,
    );
  },
  "another policy": (world) =>
    `alter policy few on ${SCHEMA}.${tableOf(world, "secured").name} using (k > ${world.chance.below(4)})`,
  "one policy more": (world) =>
    `create policy more${next(world)} on ${SCHEMA}.${tableOf(world, "secured").name} for select using (id = 2)`,
};

const ofRoles: Record<string, Make> = {
  membership: (world) =>
    toggle(world, "member", `grant ${ROLES[0]} to ${ROLES[1]}`, `revoke ${ROLES[0]} from ${ROLES[1]}`),
  "membership of the owner": (world) => {
    const reader = world.chance.pick(ROLES.slice(0, 2));
    return toggle(
      world,
      `owner ${reader}`,
      `grant ${ROLES[2]} to ${reader}`,
      `revoke ${ROLES[2]} from ${reader}`,
    );
  },
  bypassrls: (world) => {
    const reader = world.chance.pick(ROLES.slice(0, 2));
    const sql = toggle(
      world,
      `bypass ${reader}`,
      `alter role ${reader} bypassrls`,
      `alter role ${reader} nobypassrls`,
    );
    return { sql, isAdmins: true };
  },
  noinherit: (world) =>
    toggle(world, "noinherit", `alter role ${ROLES[1]} noinherit`, `alter role ${ROLES[1]} inherit`),
};

const setting =
  (name: string): Make =>
  (world) => {
    const values = (SETTINGS[name] ?? []).filter((value) => !world.on.delete(`${name} ${value}`));
    const value = world.chance.pick(values);
    world.on.add(`${name} ${value}`);
    // The last goes before the others, so what is set there hides what they say.
    const where = world.chance.pick([
      "database",
      "role",
      "role postgres in database",
      "role postgres in database",
    ]);
    const whose = where === "role" ? "role postgres" : `${where} ${world.database}`;
    const sql =
      world.chance.below(5) === 0
        ? `alter ${whose} reset ${name}`
        : `alter ${whose} set ${name} = '${value}'`;
    // The superuser's word for custom settings too, so that it is the same on every release.
    return { sql: sql.replace(`'${value}'`, name === "DateStyle" ? value : `'${value}'`), isAdmins: true };
  };

const ofSettings: Record<string, Make> = Object.fromEntries(
  Object.keys(SETTINGS).map((name) => [name, setting(name)]),
);

export const resetSettings = (database: string): string =>
  Object.keys(SETTINGS)
    .flatMap((name) =>
      [`role postgres in database ${database}`, `database ${database}`, "role postgres"].map(
        (whose) => `alter ${whose} reset ${name};`,
      ),
    )
    .join("\n");

/** All kinds of changes, by what they are. */
export const CHANGES: Record<string, Make> = {
  ...ofRows,
  ...ofCatalog,
  ...ofPolicies,
  ...ofRoles,
  ...ofSettings,
};

/** Changes that may go along with any other, because they touch the views of one table alone. */
export const ROW_CHANGES = Object.keys(ofRows);
