// The settings of all views as one file, for git: what differs from the default, and the schedule in any case.
import { z } from "zod";
import type { Settings } from "../../../supabase/functions/refresh-dashboard/contract/requests.ts";
import { CliError, EXIT } from "../../terminal/errors.ts";

export const SETTINGS_FILE = "refresh-dashboard.json";

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const fileSchema = z.strictObject({ views: z.record(z.string().min(1), z.record(z.string().min(1), value)) });

export type SettingsFile = z.infer<typeof fileSchema>;

/** Of a pause: somebody's, for a while, and nothing that a file is to bring back or to end. */
const OF_A_PAUSE: readonly string[] = ["active", "pause_reason", "paused_until"];

interface Definition {
  name: string;
  default: unknown;
}

/** In the order of the definitions, so that the same settings are the same file. */
export function settingsToKeep(
  current: Readonly<Record<string, unknown>>,
  definitions: readonly Definition[],
): Settings {
  const kept = definitions.filter(({ name, default: usual }) => {
    if (OF_A_PAUSE.includes(name) || !(name in current)) return false;
    return name === "schedule" || JSON.stringify(current[name]) !== JSON.stringify(usual);
  });
  return Object.fromEntries(kept.map(({ name }) => [name, current[name]])) as Settings;
}

/** What has to be set so that the settings are those of the file: what it does not name goes back to the default. */
export function patchTo(wanted: Settings, kept: Settings): Settings {
  const absent = Object.keys(kept).filter((name) => !(name in wanted) && name !== "job_name");
  return { ...wanted, ...Object.fromEntries(absent.map((name) => [name, null])) };
}

export const formatSettingsFile = (file: SettingsFile): string => `${JSON.stringify(file, null, 2)}\n`;

export function parseSettingsFile(name: string, text: string): SettingsFile {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw invalid(name, cause instanceof Error ? cause.message : "it is no JSON", cause);
  }
  const { data, error } = fileSchema.safeParse(document);
  if (error === undefined) return data;
  const where = error.issues.map(({ path, message }) => `${path.join(".") || "the document"}: ${message}`);
  throw invalid(name, where.join("; "), error);
}

const invalid = (name: string, detail: string, cause: unknown): CliError =>
  new CliError("settings_file_invalid", `${name} is no file of settings`, {
    detail,
    hint: 'It reads {"views": {"public.mv_sales": {"schedule": "*/5 * * * *"}}}; refresh-dashboard dump writes one.',
    exitCode: EXIT.usage,
    cause,
  });
