// The secret that signs the triggers: found, or made and written into supabase/.env, from where the Supabase CLI reads it.
import { randomBytes } from "node:crypto";
import { parseEnv } from "node:util";
import { lineEndOf } from "../../files/line-ends.ts";
import type { FileChange } from "../../files/plan.ts";
import { CliError } from "../../terminal/errors.ts";

export const ENV_FILE = "supabase/.env";
export const SECRET_NAME = "REFRESH_DASHBOARD_TRIGGER_SECRET";

export interface TriggerSecret {
  value: string;
  /** For messages. */
  source: string;
  /** Null where it is there already. */
  change: FileChange | null;
}

/** `envFile` is the text of supabase/.env. */
export function findTriggerSecret(
  environment: Readonly<Record<string, string | undefined>>,
  envFile: string | null,
): TriggerSecret {
  const exported = environment[SECRET_NAME]?.trim();
  if (exported) return { ...checked(exported, "the environment"), change: null };
  const written = envFile === null ? undefined : parseEnv(envFile)[SECRET_NAME]?.trim();
  if (written) return { ...checked(written, ENV_FILE), change: null };
  const value = `whsec_${randomBytes(32).toString("base64")}`;
  const after = withLine(envFile ?? "", `${SECRET_NAME}=${value}`);
  return { value, source: ENV_FILE, change: { path: ENV_FILE, before: envFile, after, mode: 0o600 } };
}

/** In the place of one without a value, or at the end. No other line is touched. */
function withLine(text: string, line: string): string {
  const empty = new RegExp(
    `^[ \\t]*(?:export[ \\t]+)?${SECRET_NAME}[ \\t]*=[ \\t]*(?:""|'')?[ \\t]*(?=\\r?$)`,
    "m",
  );
  if (empty.test(text)) return text.replace(empty, () => line);
  const end = lineEndOf(text);
  const gap = text === "" || text.endsWith("\n") ? "" : end;
  return `${text}${gap}${line}${end}`;
}

/** Null where there is nothing to take out. Only the line of the secret goes. */
export function withoutTriggerSecret(envFile: string | null): FileChange | null {
  if (envFile === null) return null;
  const after = envFile.replace(
    new RegExp(`^[ \\t]*(?:export[ \\t]+)?${SECRET_NAME}[ \\t]*=.*(?:\\r?\\n|$)`, "m"),
    "",
  );
  if (after === envFile) return null;
  return { path: ENV_FILE, before: envFile, after: after === "" ? null : after };
}

/** As the database takes it: several are separated by spaces while they are rotated, and the first one signs. */
function checked(value: string, source: string) {
  const isSecret = (word: string) => /^whsec_[A-Za-z0-9+/]{32,}={0,2}$/.test(word) && word.length % 4 === 2;
  if (!value.split(/ +/).every(isSecret)) {
    throw new CliError("secret_invalid", `${SECRET_NAME} in ${source} is no signing secret`, {
      detail:
        "It reads whsec_ and at least 24 bytes in base64; several are separated by spaces while they are rotated.",
      hint: `Take the line out, and run the command again: it makes one.`,
    });
  }
  return { value, source };
}
