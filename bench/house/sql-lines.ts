// How much SQL there is to read and to keep.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Lines of the SQL that is written by hand: sources where there are some, otherwise migrations; with the demo's own. */
export function countSqlLines(treeDir: string): number {
  const migrationsDir = path.join(treeDir, "supabase", "migrations");
  const sourcesDir = path.join(treeDir, "supabase", "schemas", "dashboard_refresh");
  const list = (dir: string) =>
    readdirSync(dir, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".sql"))
      .map((file) => path.join(dir, file));
  const isDemos = (file: string) => path.basename(file).includes("_manage_conversaciones_");
  const migrations = list(migrationsDir);
  const sources = readdirSync(path.join(treeDir, "supabase")).includes("schemas") ? list(sourcesDir) : [];
  const written = sources.length === 0 ? migrations : [...sources, ...migrations.filter(isDemos)];
  return written.reduce((lines, file) => lines + readFileSync(file, "utf8").split("\n").length - 1, 0);
}
