// What can happen in a history, as plain data: a counterexample can be read, and pasted into `runHistory`.
import fc from "fast-check";

export const WRITERS = ["ana", "ben"] as const;
export type WriterName = (typeof WRITERS)[number];

/** What writers write to. `other` is unlogged, `parts` partitioned, `parent` has inheritance children, and the
 * materialized view `source` shows `base`. */
export const TABLES = ["plain", "other", "parts", "parent", "base"] as const;
export type Table = (typeof TABLES)[number];

export type Change =
  | { kind: "insert" | "update" | "delete"; table: Table; n: number }
  | { kind: "copy"; table: Table; n: number }
  /** Moves rows to another partition. */
  | { kind: "move" }
  | { kind: "truncate"; table: Table };

export type Command =
  | { do: "write"; by: WriterName; change: Change }
  | { do: "begin" | "commit" | "rollback"; by: WriterName }
  | { do: "savepoint" | "release" | "rollback to"; by: WriterName }
  | { do: "prepare"; by: WriterName }
  | { do: "resolve"; commit: boolean }
  /** A procedure that commits in the middle. */
  | { do: "commit inside"; by: WriterName; table: Table }
  | { do: "report" | "reconnect"; by: WriterName }
  | { do: "partition"; how: "create" | "attach" | "detach" | "drop" | "nest" }
  | { do: "child"; how: "create" | "leave" | "join" | "drop" }
  | { do: "replace function"; factor: number }
  | { do: "replace view"; variant: number }
  | { do: "refresh source"; how: "concurrently" | "" }
  | { do: "rewrite"; table: Table; how: "vacuum full" | "cluster" | "alter type" }
  | { do: "reset statistics"; of: "all" | Table }
  | { do: "recreate"; variant: number; indexed: boolean; populated: boolean; tickBetween: boolean }
  | { do: "refresh by hand"; populated: boolean }
  | { do: "tick" | "status" }
  /** Where no transaction is open: everybody reports, and the view must be right. */
  | { do: "settle" }
  /** A commit that lands in the middle of a refresh, and is reported before the refresh ends. */
  | { do: "race"; by: WriterName; change: Change };

export type Crash = { do: "crash"; how: "immediate stop" | "killed backend" };

/** How writers stop: what is open is committed or not, and they report or leave. */
export interface Ending {
  commit: boolean;
  leave: boolean;
}

export interface History {
  commands: (Command | Crash)[];
  ending: Ending;
}

/** Plain objects, which print as one would write them. */
const record = <T>(model: { [Key in keyof T]: fc.Arbitrary<T[Key]> }): fc.Arbitrary<T> =>
  fc.record<T>(model, { noNullPrototype: true }) as fc.Arbitrary<T>;

const writer = fc.constantFrom(...WRITERS);
const table = fc.constantFrom(...TABLES);
const small = fc.integer({ min: 1, max: 6 });

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: record({ kind: fc.constant("insert"), table, n: small }) },
  { weight: 4, arbitrary: record({ kind: fc.constant("update"), table, n: small }) },
  { weight: 2, arbitrary: record({ kind: fc.constant("delete"), table, n: small }) },
  { weight: 1, arbitrary: record({ kind: fc.constant("copy"), table, n: small }) },
  { weight: 1, arbitrary: record({ kind: fc.constant("move") }) },
  { weight: 1, arbitrary: record({ kind: fc.constant("truncate"), table }) },
);

const simple = <Do extends string>(...names: Do[]) => record({ do: fc.constantFrom(...names), by: writer });

/** Weights are chosen so that ticks, reports and changes alternate; statistics are reset rarely, since that makes every tick refresh. */
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 60, arbitrary: record({ do: fc.constant("write"), by: writer, change }) },
  { weight: 55, arbitrary: record({ do: fc.constant("tick") }) },
  { weight: 5, arbitrary: record({ do: fc.constant("status") }) },
  { weight: 20, arbitrary: record({ do: fc.constant("settle") }) },
  { weight: 25, arbitrary: simple("report") },
  { weight: 10, arbitrary: simple("begin") },
  { weight: 8, arbitrary: simple("commit") },
  { weight: 4, arbitrary: simple("rollback") },
  { weight: 12, arbitrary: simple("savepoint", "release", "rollback to") },
  { weight: 4, arbitrary: simple("prepare") },
  { weight: 4, arbitrary: record({ do: fc.constant("resolve"), commit: fc.boolean() }) },
  { weight: 3, arbitrary: record({ do: fc.constant("commit inside"), by: writer, table }) },
  { weight: 2, arbitrary: simple("reconnect") },
  {
    weight: 8,
    arbitrary: record({
      do: fc.constant("partition"),
      how: fc.constantFrom("create", "attach", "detach", "drop", "nest"),
    }),
  },
  {
    weight: 5,
    arbitrary: record({
      do: fc.constant("child"),
      how: fc.constantFrom("create", "leave", "join", "drop"),
    }),
  },
  { weight: 4, arbitrary: record({ do: fc.constant("replace function"), factor: small }) },
  { weight: 4, arbitrary: record({ do: fc.constant("replace view"), variant: fc.nat(3) }) },
  {
    weight: 5,
    arbitrary: record({ do: fc.constant("refresh source"), how: fc.constantFrom("concurrently", "") }),
  },
  {
    weight: 4,
    arbitrary: record({
      do: fc.constant("rewrite"),
      table,
      how: fc.constantFrom("vacuum full", "cluster", "alter type"),
    }),
  },
  {
    weight: 1,
    arbitrary: record({ do: fc.constant("reset statistics"), of: fc.constantFrom("all", ...TABLES) }),
  },
  {
    weight: 3,
    arbitrary: record({
      do: fc.constant("recreate"),
      variant: fc.nat(1),
      indexed: fc.boolean(),
      populated: fc.boolean(),
      tickBetween: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: record({ do: fc.constant("refresh by hand"), populated: fc.boolean() }) },
  { weight: 12, arbitrary: record({ do: fc.constant("race"), by: writer, change }) },
);

const ending: fc.Arbitrary<Ending> = record({ commit: fc.boolean(), leave: fc.boolean() });

/** Histories of up to `length` commands. */
export const histories = (length: number): fc.Arbitrary<History> =>
  record({ commands: fc.array(command, { minLength: 1, maxLength: length, size: "max" }), ending });

/** Short histories with one crash in the middle. */
export const historiesWithCrash = (how: Crash["how"]): fc.Arbitrary<History> =>
  fc
    .tuple(
      fc.array(command, { minLength: 4, maxLength: 15, size: "max" }),
      fc.array(command, { maxLength: 10, size: "max" }),
      ending,
    )
    .map(([before, after, how_]) => ({
      commands: [...before, { do: "crash", how }, ...after],
      ending: how_,
    }));
