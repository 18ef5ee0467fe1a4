// A verb's work with the dashboard, from finding it to letting go of it.
import { z } from "zod";
import type { Option } from "../command.ts";
import { readLocalPort } from "../database/with-session.ts";
import type { Deps } from "../deps.ts";
import { readText } from "../files/read-text.ts";
import { findProject } from "../project/find-project.ts";
import { PROJECT_REF, readLinkedRef } from "../supabase/linked-ref.ts";
import { CliError } from "../terminal/errors.ts";
import type { Backend } from "./backend.ts";
import { findTarget, type Target } from "./find-target.ts";
import { openBackend } from "./open-backend.ts";

/** Given to every verb that asks the dashboard. */
export const CONNECTION = {
  sql: z.boolean().default(false),
  functionsUrl: z.string().min(1, "is empty").optional(),
  projectRef: z.string().regex(PROJECT_REF, "is no project ref: twenty lower-case letters").optional(),
};

export const CONNECTION_OPTIONS: Option[] = [
  { flags: "--sql", summary: "ask the database itself, without the Edge Function" },
  {
    flags: "--functions-url <url>",
    summary: "where the functions are: https://REF.supabase.co/functions/v1",
  },
  { flags: "--project-ref <ref>", summary: "the project, where it is not the linked one" },
];

export interface ConnectionInput {
  sql: boolean;
  functionsUrl?: string | undefined;
  projectRef?: string | undefined;
  workdir?: string | undefined;
}

export async function withBackend<Result>(
  deps: Deps,
  given: ConnectionInput,
  work: (backend: Backend) => Promise<Result>,
): Promise<Result> {
  const backend = await openBackend(targetOf(deps, given), deps);
  try {
    return await work(backend);
  } finally {
    await backend.end();
  }
}

/** Where the dashboard is, by what was given, the environment and the project. */
export function targetOf(deps: Deps, given: ConnectionInput): Target {
  const rootDir = findRoot(deps, given);
  return findTarget({
    overSql: given.sql,
    functionsUrl: given.functionsUrl,
    projectRef: given.projectRef,
    environment: deps.env,
    envFile: rootDir === null ? null : readText(rootDir, "supabase/.env"),
    linkedRef: rootDir === null ? null : readLinkedRef(rootDir),
    get localPort() {
      return rootDir === null ? null : readLocalPort(rootDir);
    },
  });
}

/** Null outside of a project: the environment may say all that is needed, as in a pipeline. */
function findRoot({ cwd }: Deps, { workdir }: ConnectionInput): string | null {
  try {
    return findProject({ cwd, workdir });
  } catch (error) {
    if (workdir === undefined && error instanceof CliError && error.code === "no_project") return null;
    throw error;
  }
}

/** Which way was taken, for scripts. */
export const viaOf = ({ kind, source }: Backend) => ({ kind, source });
