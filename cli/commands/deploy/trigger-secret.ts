// The secret that signs the triggers: found, or made and written into supabase/.env, from where the Supabase CLI reads it.
import { randomBytes } from "node:crypto";
import { parseEnv } from "node:util";
import { lineEndOf } from "../../files/line-ends.ts";
import type { FileChange } from "../../files/plan.ts";
import { CliError } from "../../terminal/errors.ts";

export const ENV_FILE = "supabase/.env";
export const SECRET_NAME = "REFRESH_DASHBOARD_TRIGGER_SECRET";

/** Before the line of a secret that was made here, so that undeploy knows it from one that the user wrote. */
const ADDED = "# Made by refresh-dashboard deploy; undeploy takes it out.";
/** The same, where the line was there and had no value. */
const FILLED = "# Made by refresh-dashboard deploy; undeploy empties it.";
const ASSIGNMENT = `[ \\t]*(?:export[ \\t]+)?${SECRET_NAME}[ \\t]*=`;

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
  const after = withSecret(envFile ?? "", value);
  return { value, source: ENV_FILE, change: { path: ENV_FILE, before: envFile, after, mode: 0o600 } };
}

/** In the line that has no value yet, or at the end. No other line is touched. */
function withSecret(text: string, value: string): string {
  const end = lineEndOf(text);
  const empty = new RegExp(`^(${ASSIGNMENT})[ \\t]*(?:""|'')?[ \\t]*(?=\\r?$)`, "m");
  if (empty.test(text))
    return text.replace(empty, (_, assignment: string) => `${FILLED}${end}${assignment}${value}`);
  const gap = text === "" || text.endsWith("\n") ? "" : end;
  return `${text}${gap}${ADDED}${end}${SECRET_NAME}=${value}${end}`;
}

export interface SecretRemoval {
  /** Null where there is nothing to take out. */
  change: FileChange | null;
  /** A sentence: what stays, and why. */
  left: string | null;
}

/** Takes out of supabase/.env what deploy has put there; a secret that the user wrote stays, and is named. */
export function planSecretRemoval(envFile: string | null): SecretRemoval {
  if (envFile === null) return { change: null, left: null };
  const after = envFile
    .replace(new RegExp(`^${ADDED}\\r?\\n${ASSIGNMENT}.*(?:\\r?\\n|$)`, "m"), "")
    .replace(
      new RegExp(`^${FILLED}\\r?\\n(${ASSIGNMENT}).*?(?=\\r?$)`, "m"),
      (_, assignment: string) => assignment,
    );
  const isLeft = Boolean(parseEnv(after)[SECRET_NAME]?.trim());
  return {
    change:
      after === envFile ? null : { path: ENV_FILE, before: envFile, after: after === "" ? null : after },
    left: isLeft ? `${ENV_FILE} keeps its ${SECRET_NAME}, which deploy has not made.` : null,
  };
}

/** As the database takes it: several are separated by spaces while they are rotated, and the first one signs. */
function checked(value: string, source: string) {
  const isSecret = (word: string) => /^whsec_[A-Za-z0-9+/]{32,}={0,2}$/.test(word) && word.length % 4 === 2;
  if (!value.split(/ +/).every(isSecret)) {
    throw new CliError("secret_invalid", `${SECRET_NAME} in ${source} is no signing secret`, {
      detail:
        "It reads whsec_ and at least 24 bytes in base64; several are separated by spaces while they are rotated.",
      hint: `Take it out there, and run the command again: it makes one.`,
    });
  }
  return { value, source };
}
