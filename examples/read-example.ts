// What an example is beside its Supabase project: which views it manages, and a change that they then show.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const schema = z.object({
  /** The words after `refresh-dashboard manage`, a list for each view. */
  manage: z.array(z.array(z.string()).min(1)).min(1),
  /** What somebody does to the tables. */
  change: z.object({ what: z.string(), sql: z.string() }),
  /** What the view says. */
  shows: z.object({ what: z.string(), sql: z.string() }),
  /** What it should say. */
  truth: z.string(),
});

export type Example = z.infer<typeof schema> & {
  name: string;
  /** The folder with its `supabase/`. */
  dir: string;
};

/** The folders here that hold an example. */
export function listExamples(): string[] {
  return readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

export function readExample(name: string): Example {
  const dir = path.join(import.meta.dirname, name);
  const text = readFileSync(path.join(dir, "example.json"), "utf8");
  return { ...schema.parse(JSON.parse(text)), name, dir };
}
