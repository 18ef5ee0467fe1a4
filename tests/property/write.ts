// A writer makes a change, in its transaction or on its own.
import type { Change } from "./commands.ts";
import { copiedRow, statementOf } from "./statements.ts";
import type { World, Writer } from "./world.ts";

/** A statement that fails in a transaction leaves it to be rolled back, all or to a savepoint. */
export async function write(world: World, writer: Writer, change: Change): Promise<void> {
  if (writer.failed) return;
  const statement = statementOf(world, writer, change);
  if (statement === undefined) return;
  const done =
    change.kind === "copy"
      ? await writer.session.copy(statement, copiedRow(world, writer, change))
      : await writer.session.attempt(statement);
  writer.failed = writer.open && done === null;
}
