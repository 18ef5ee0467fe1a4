// What was put into a project, noted beside the function: it tells what the user has changed since, and what to take out.
import { z } from "zod";
import { readText } from "../files/read-text.ts";
import { CliError } from "../terminal/errors.ts";

export const FUNCTION_DIR = "supabase/functions/refresh-dashboard";
export const MANIFEST_FILE = `${FUNCTION_DIR}/.installed.json`;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const schema = z.object({
  version: z.string(),
  /** Of the function, below its folder: checksums of the texts as they were installed, whatever their line ends. */
  files: z.record(z.string(), sha256),
  /** Written or found, oldest first. `from` is null where it is a full install. */
  migrations: z.array(z.object({ path: z.string(), from: z.string().nullable(), to: z.string(), sha256 })),
  /** What was added to files of the user's own, word for word but for line ends. */
  insertions: z.array(z.object({ path: z.string(), text: z.string() })),
});

export type Manifest = z.output<typeof schema>;
export type Insertion = Manifest["insertions"][number];
export type NotedMigration = Manifest["migrations"][number];

/** Null where nothing was installed, or somebody did it by hand. */
export function readManifest(rootDir: string): Manifest | null {
  const text = readText(rootDir, MANIFEST_FILE);
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CliError("manifest_invalid", `${MANIFEST_FILE} cannot be read`, {
      detail: cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause),
      hint: "Take it from the project's history, or remove it and run npx refresh-dashboard init: it notes anew what is there.",
      cause,
    });
  }
}

export function renderManifest(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
