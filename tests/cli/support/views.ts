// Views that are as unlike each other as those of users are.

export interface View {
  title: string;
  /** As a user writes it. */
  named: string;
  /** As it is shown. */
  view: string;
  /** Makes it and what it reads. */
  sql: string;
  /** Its query, to compare with; null where it gives something else each time. */
  query: string | null;
  /** A change that the view must show after its next tick. */
  write: string;
  /** Columns of the index that its rows allow; null where it has one, undefined where they allow none. */
  proposed: string | null | undefined;
}

const columns200 = Array.from({ length: 199 }, (_, index) => `n + ${index} as column_${index}`).join(", ");

export const VIEWS: View[] = [
  {
    title: "without a unique index",
    named: "plain_totals",
    view: "public.plain_totals",
    sql: `create table sales (id int primary key, region text not null, amount int not null);
      insert into sales select n, 'region ' || n % 7, n from generate_series(1, 100) as n;
      create materialized view plain_totals as
      select region, sum(amount) as amount from public.sales group by region;`,
    query: "select region, sum(amount) as amount from public.sales group by region",
    write: "insert into public.sales values (1001, 'region 3', 5)",
    proposed: "region",
  },
  {
    title: "with a quoted name of capitals and a quote",
    named: `"Ventas de ""Hoy"""`,
    view: `public."Ventas de ""Hoy"""`,
    sql: `create table "Pedidos" ("Id" int primary key, "Total" int);
      insert into "Pedidos" values (1, 10), (2, 20);
      create materialized view "Ventas de ""Hoy""" as select "Id", "Total" from public."Pedidos";
      create unique index "Clave Única" on "Ventas de ""Hoy""" ("Id");`,
    query: `select "Id", "Total" from public."Pedidos"`,
    write: `insert into public."Pedidos" values (3, 30)`,
    proposed: null,
  },
  {
    title: "in another schema, with a name of both cases",
    named: `reporting."monthlySales"`,
    view: `reporting."monthlySales"`,
    sql: `create schema reporting;
      create table reporting.months (month date primary key, amount int not null);
      insert into reporting.months values ('2026-01-01', 1), ('2026-02-01', 1);
      create materialized view reporting."monthlySales" as select month, amount from reporting.months;`,
    query: "select month, amount from reporting.months",
    write: "update reporting.months set amount = 7 where month = '2026-01-01'",
    proposed: "month",
  },
  {
    title: "that is empty",
    named: "empty_view",
    view: "public.empty_view",
    sql: `create table nothing_yet (id int primary key);
      create materialized view empty_view as select id from public.nothing_yet;
      create unique index on empty_view (id);`,
    query: "select id from public.nothing_yet",
    write: "insert into public.nothing_yet values (1)",
    proposed: null,
  },
  {
    title: "WITH NO DATA",
    named: "public.unfilled",
    view: "public.unfilled",
    sql: `create table fillings (id int primary key, note text);
      insert into fillings values (1, 'a'), (2, 'b');
      create materialized view unfilled as select id, note from public.fillings with no data;
      create unique index on unfilled (id);`,
    query: "select id, note from public.fillings",
    write: "delete from public.fillings where id = 1",
    proposed: null,
  },
  {
    title: "over partitions",
    named: "readings_by_sensor",
    view: "public.readings_by_sensor",
    sql: `create table readings (sensor int not null, at date not null, value int) partition by range (at);
      create table readings_2025 partition of readings for values from ('2025-01-01') to ('2026-01-01');
      create table readings_2026 partition of readings for values from ('2026-01-01') to ('2027-01-01') partition by list (sensor);
      create table readings_2026_one partition of readings_2026 for values in (1);
      create table readings_2026_rest partition of readings_2026 default;
      insert into readings values (1, '2025-05-05', 1), (1, '2026-05-05', 2), (2, '2026-05-06', 3);
      create materialized view readings_by_sensor as
      select sensor, count(*) as readings from public.readings group by sensor;
      create unique index on readings_by_sensor (sensor);`,
    query: "select sensor, count(*) as readings from public.readings group by sensor",
    write: "insert into public.readings values (2, '2026-06-01', 4)",
    proposed: null,
  },
  {
    title: "over views",
    named: "over_views",
    view: "public.over_views",
    sql: `create table people (id int primary key, team int, is_active boolean not null);
      insert into people values (1, 1, true), (2, 1, false), (3, 2, true);
      create view active_people as select id, team from public.people where is_active;
      create view teams as select team, count(*) as members from public.active_people group by team;
      create materialized view over_views as select team, members from public.teams;
      create unique index on over_views (team);`,
    query: "select team, members from public.teams",
    write: "update public.people set is_active = true where id = 2",
    proposed: null,
  },
  {
    title: "that others are made of",
    named: "base_matview",
    view: "public.base_matview",
    sql: `create table facts (id int primary key, value int);
      insert into facts values (1, 1), (2, 2);
      create materialized view base_matview as select id, value from public.facts;
      create unique index on base_matview (id);`,
    query: "select id, value from public.facts",
    write: "insert into public.facts values (3, 3)",
    proposed: null,
  },
  {
    title: "over a materialized view",
    named: "over_a_matview",
    view: "public.over_a_matview",
    sql: `create materialized view over_a_matview as select sum(value) as value, count(*) as facts from public.base_matview;`,
    query: "select sum(value) as value, count(*) as facts from public.facts",
    write: "insert into public.facts values (4, 4)",
    proposed: "facts",
  },
  {
    title: "with now() in it",
    named: "right_now",
    view: "public.right_now",
    sql: `create table events (id int primary key, at timestamptz not null);
      insert into events values (1, now() - interval '1 hour');
      create materialized view right_now as
      select id, now() - at as age from public.events where at > now() - interval '1 day';
      create unique index on right_now (id);`,
    query: null,
    write: "insert into public.events values (2, now())",
    proposed: null,
  },
  {
    title: "of 200 columns",
    named: "wide_view",
    view: "public.wide_view",
    sql: `create table numbers (n int primary key);
      insert into numbers select generate_series(1, 50);
      create materialized view wide_view as select n, ${columns200} from public.numbers;`,
    query: `select n, ${columns200} from public.numbers`,
    write: "insert into public.numbers values (1000)",
    proposed: "n",
  },
  {
    title: "over a foreign table",
    named: "far_away",
    view: "public.far_away",
    sql: `create foreign table far (id int, word text) server loopback options (table_name 'near');
      create materialized view far_away as select id, word from public.far;
      create unique index on far_away (id);`,
    query: "select id, word from public.near",
    write: "insert into public.near values (2, 'two')",
    proposed: null,
  },
];

/** What another session must see before the views are made, so in a migration of its own. */
export const EARLIER = `
  create table near (id int primary key, word text);
  insert into near values (1, 'one');`;

/** As the platform's administrator does: the role postgres may use the server, and logs in there as itself. */
export const foreignServer = (url: string): string => {
  const { hostname, port, pathname, username, password } = new URL(url);
  return `create extension postgres_fdw;
    create server loopback foreign data wrapper postgres_fdw
      options (host '${hostname}', port '${port}', dbname '${pathname.slice(1)}');
    create user mapping for ${username} server loopback options (user '${username}', password '${password}');
    grant usage on foreign server loopback to ${username};`;
};
