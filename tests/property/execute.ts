// Carries out the commands of a history. One that does not apply, such as a commit without a transaction, does nothing:
// so a history stays a history whatever shrinking takes out of it.
import type { Command, Crash, History, WriterName } from "./commands.ts";
import { crash } from "./crash.ts";
import {
  expectFreshWithinTwoTicks,
  expectNoMoreRefreshes,
  expectTrueClaims,
  expectTrueStatus,
  reportAll,
  stopWriters,
  tick,
} from "./invariants.ts";
import { race } from "./race.ts";
import { lensView, newChild, newNestedPartition, newPartition, scaledFunction, shownView } from "./schema.ts";
import { closeAndWait } from "./session.ts";
import { statementOf } from "./statements.ts";
import {
  disturb,
  IDLE,
  observe,
  openWriter,
  redefine,
  resetStatistics,
  resetWorld,
  type World,
  type Writer,
} from "./world.ts";
import { write } from "./write.ts";

/** Plays a history from the beginning, and checks what must hold on the way and at its end. */
export async function runHistory(world: World, history: History): Promise<void> {
  await resetWorld(world);
  for (const command of history.commands) {
    await execute(world, command);
    await observe(world);
  }
  await stopWriters(world, history.ending);
  await expectFreshWithinTwoTicks(world);
  await expectNoMoreRefreshes(world);
}

async function execute(world: World, command: Command | Crash): Promise<void> {
  const { keeper } = world;
  switch (command.do) {
    case "tick":
      await tick(world);
      await expectTrueClaims(world);
      return;
    case "settle":
      return settle(world);
    case "status":
      return expectTrueStatus(world);
    case "race":
      await race(world, world.writers[command.by], command.change);
      await observe(world);
      await expectTrueClaims(world);
      return;
    case "crash":
      await crash(world, command.how);
      await observe(world);
      await expectTrueClaims(world);
      return;
    case "partition":
      return alterPartitions(world, command.how);
    case "child":
      return alterChildren(world, command.how);
    case "replace function":
      await disturb(() => keeper.attempt(scaledFunction(world.lane, command.factor)));
      return;
    case "replace view":
      await keeper.attempt(lensView(command.variant));
      return;
    case "refresh source":
      await keeper.attempt(`refresh materialized view ${command.how} source`);
      return keeper.report();
    case "refresh by hand":
      await keeper.attempt(`refresh materialized view shown with ${command.populated ? "" : "no"} data`);
      return;
    case "rewrite":
      await rewrite(world, command.table, command.how);
      return;
    case "reset statistics":
      return resetStatistics(world, command.of);
    case "recreate":
      return recreate(world, command);
    case "resolve":
      return resolvePrepared(world, command.commit);
    default:
      return executeAsWriter(world, command);
  }
}

/** Not while a writer is in a transaction: it may keep back what it committed before. */
async function settle(world: World): Promise<void> {
  const writers = Object.values(world.writers);
  if (writers.some((writer) => writer.open) || world.prepared.length > 0) return;
  await reportAll(world);
  await expectFreshWithinTwoTicks(world);
}

type WriterCommand = Extract<Command, { by: WriterName }>;

async function executeAsWriter(world: World, command: Exclude<WriterCommand, { do: "race" }>): Promise<void> {
  const writer = world.writers[command.by];
  const { session } = writer;
  switch (command.do) {
    case "write":
      return write(world, writer, command.change);
    case "begin":
      if (!writer.open) await session.run("begin");
      writer.open = true;
      return;
    case "commit":
    case "rollback":
      if (writer.open) await session.run(command.do);
      Object.assign(writer, IDLE);
      return;
    case "savepoint":
      if (!writer.open || writer.failed) return;
      await session.run("savepoint s");
      writer.savepoints += 1;
      return;
    case "release":
      if (writer.savepoints === 0 || writer.failed) return;
      await session.run("release s");
      writer.savepoints -= 1;
      return;
    case "rollback to":
      if (writer.savepoints === 0) return;
      await session.run("rollback to s");
      writer.failed = false;
      return;
    case "prepare":
      return prepare(world, writer);
    case "commit inside":
      if (writer.open) return;
      await session.attempt(`do $$ begin
        ${statementOf(world, writer, { kind: "insert", table: command.table, n: 5 })}; commit;
        ${statementOf(world, writer, { kind: "update", table: command.table, n: 5 })}; commit;
      end $$`);
      return;
    case "report":
      if (!writer.open) await session.report();
      return;
    case "reconnect":
      await closeAndWait(session, world.keeper);
      world.writers[writer.name] = await openWriter(world.schema, writer.name, writer.parity);
  }
}

async function prepare(world: World, writer: Writer): Promise<void> {
  if (!writer.open || writer.failed) return;
  const gid = `${world.schema} ${world.counter++}`;
  await writer.session.run(`prepare transaction '${gid}'`);
  world.prepared.push(gid);
  Object.assign(writer, IDLE);
}

/** The oldest prepared transaction, by a writer that is free: whoever commits it reports it. */
async function resolvePrepared(world: World, commit: boolean): Promise<void> {
  const free = Object.values(world.writers).find((writer) => !writer.open);
  if (free === undefined) return;
  const gid = world.prepared.shift();
  if (gid !== undefined) await free.session.run(`${commit ? "commit" : "rollback"} prepared '${gid}'`);
}

async function alterPartitions(world: World, how: string): Promise<void> {
  const { keeper, partitions } = world;
  if (how === "create" || how === "nest") {
    const k = world.counter++;
    const nested = how === "nest";
    if ((await keeper.attempt(nested ? newNestedPartition(k) : newPartition(k))) !== null) {
      partitions.push({ k, nested, attached: true });
    }
    return;
  }
  const found = partitions.find((partition) => partition.attached === (how !== "attach"));
  if (found === undefined) return;
  const name = `parts_${found.k}`;
  const statement = {
    attach: `alter table parts attach partition ${name} for values in (${found.k})`,
    detach: `alter table parts detach partition ${name}`,
    drop: `drop table ${name}`,
  }[how] as string;
  if ((await keeper.attempt(statement)) === null) return;
  found.attached = how === "attach";
  if (how === "drop") partitions.splice(partitions.indexOf(found), 1);
}

async function alterChildren(world: World, how: string): Promise<void> {
  const { keeper, children } = world;
  if (how === "create") {
    const index = world.counter++;
    if ((await keeper.attempt(newChild(index))) !== null) children.push({ index, joined: true });
    return;
  }
  const found = children.find((child) => child.joined === (how !== "join"));
  if (found === undefined) return;
  const name = `child_${found.index}`;
  const statement = {
    join: `alter table ${name} inherit parent`,
    leave: `alter table ${name} no inherit parent`,
    drop: `drop table ${name}`,
  }[how] as string;
  if ((await keeper.attempt(statement)) === null) return;
  found.joined = how === "join";
  if (how === "drop") children.splice(children.indexOf(found), 1);
}

async function rewrite(world: World, table: string, how: string): Promise<void> {
  const plain = world.partitions.find((partition) => !partition.nested && partition.attached);
  const name = table === "parts" ? plain && `parts_${plain.k}` : table;
  if (name === undefined) return;
  const type = world.counter++ % 2 === 0 ? "bigint" : "integer";
  const statement = {
    "vacuum full": `vacuum full ${name}`,
    cluster: `cluster ${name} using ${name}_pkey`,
    // A partition's columns are the partitioned table's.
    "alter type": `alter table ${table} alter column filler type ${type}`,
  }[how] as string;
  await world.keeper.attempt(statement);
}

async function recreate(world: World, command: Extract<Command, { do: "recreate" }>): Promise<void> {
  await world.keeper.run("drop materialized view shown");
  if (command.tickBetween) await tick(world);
  const created = await world.keeper.attempt(shownView(command.variant, command.indexed, command.populated));
  // A source is locked: without data it can be made all the same.
  if (created === null) await world.keeper.run(shownView(command.variant, command.indexed, false));
  await redefine(world);
}
