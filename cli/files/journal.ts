// What a command that was killed has left undone: noted before the first file is touched, and gone when the last one is in
// its place.
import { z } from "zod";
import { CliError } from "../terminal/errors.ts";

export const JOURNAL_FILE = "supabase/.refresh-dashboard-journal.json";

const schema = z.strictObject({
  /** Staging: nothing is in its place yet, so all goes back. Placing: everything is ready, so all goes on. */
  step: z.enum(["staging", "placing"]),
  /** Made for the files, outermost first. */
  folders: z.array(z.string()),
  files: z.array(
    z.strictObject({
      path: z.string(),
      /** Beside it, with the new text; null takes the file away. */
      staged: z.string().nullable(),
      /** Of the new text. */
      sha256: z.string().nullable(),
    }),
  ),
});

export type Journal = z.infer<typeof schema>;

export function parseJournal(text: string): Journal {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CliError("journal_broken", `${JOURNAL_FILE} cannot be read`, {
      detail: "It says what an earlier command has left undone, and something else has changed it.",
      hint: "Look at git status, put back what is not as it should be, and remove the file.",
      cause,
    });
  }
}
