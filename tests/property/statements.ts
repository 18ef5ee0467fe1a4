// The SQL of a writer's change. A writer's rows have ids of its own parity.
import type { Change } from "./commands.ts";
import type { World, Writer } from "./world.ts";

/** The row that a copy sends: its id is new. */
export function copiedRow(world: World, writer: Writer, change: Change & { kind: "copy" }): string {
  world.counter += 1;
  const target = targetOf(world, change.table, change.n);
  return `${10_000 + 2 * world.counter + writer.parity},${target?.values ?? ""}${change.n}\n`;
}

/** Undefined where there is nothing it could be done to. For a copy it is the command; the row is sent after it. */
export function statementOf(world: World, writer: Writer, change: Change): string | undefined {
  if (change.kind === "move") return moveRows(world, writer);
  const { kind, table } = change;
  if (kind === "truncate") return `truncate ${table}`;

  const target = targetOf(world, table, change.n);
  if (target === undefined) return undefined;
  const mine = `id % 2 = ${writer.parity}`;
  switch (kind) {
    case "insert":
      return `insert into ${target.name} (${target.columns}) values (${2 * change.n + writer.parity + target.offset}, ${target.values}${change.n}) on conflict do nothing`;
    case "update":
      // Now all rows of the writer through the root, now those of one partition or child.
      return `update ${change.n % 2 === 0 ? table : target.name} set n = n + 1 where ${mine}`;
    case "delete":
      return `delete from ${target.name} where ${mine} and n >= ${change.n}`;
    case "copy":
      return `copy ${target.name} (${target.columns}) from stdin with (delimiter ',')`;
  }
}

interface Target {
  name: string;
  columns: string;
  values: string;
  offset: number;
}

/** A table itself, or one of the partitions or children, attached or not. */
function targetOf(world: World, table: string, n: number): Target | undefined {
  if (table === "parts") {
    const partition = world.partitions[n % world.partitions.length];
    if (partition === undefined) return undefined;
    return { name: `parts_${partition.k}`, columns: "id, k, n", values: `${partition.k},`, offset: 0 };
  }
  const child = table === "parent" ? world.children[n % (world.children.length + 1)] : undefined;
  return {
    name: child === undefined ? table : `child_${child.index}`,
    columns: "id, n",
    values: "",
    offset: child === undefined ? 0 : 100 * child.index,
  };
}

function moveRows(world: World, writer: Writer): string | undefined {
  const [from, to] = world.partitions.filter((partition) => partition.attached);
  if (from === undefined || to === undefined) return undefined;
  return `update parts set k = ${to.k} where k = ${from.k} and id % 2 = ${writer.parity}
    and not exists (select from parts as there where there.id = parts.id and there.k = ${to.k})`;
}
