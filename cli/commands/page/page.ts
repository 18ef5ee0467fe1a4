// refresh-dashboard page: the page on this machine, or its files for any host.
import { existsSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { type Common, defineCommand } from "../../command.ts";
import { hosted } from "../../connection/find-target.ts";
import { CONNECTION, CONNECTION_OPTIONS, targetOf } from "../../connection/with-backend.ts";
import type { Deps } from "../../deps.ts";
import { findPackage } from "../../package/assets.ts";
import { CliError, EXIT } from "../../terminal/errors.ts";
import { NOTHING, type Outcome } from "../../terminal/outcome.ts";
import { servePage } from "./serve-page.ts";
import { writePage } from "./write-page.ts";

const DEFAULT_PORT = 54380;

const input = z.object({
  ...CONNECTION,
  port: z.coerce.number("is no number").int().min(0).max(65_535).default(DEFAULT_PORT),
  out: z.string().min(1, "is empty").optional(),
  publishableKey: z
    .string()
    .regex(/^[\w.-]+$/, "is no key")
    .refine((key) => !key.startsWith("sb_secret_"), "is a secret key, which no browser may have")
    .optional(),
});

export const page = defineCommand({
  name: "page",
  summary: "open the page on this machine, or write its files for any host",
  description:
    "Serves the page on 127.0.0.1 and prints its address, which works once: the key stays with this command, and the browser gets a cookie. Ends with Ctrl-C. With --out it writes the files of the page instead, for those who sign in with Supabase Auth.",
  examples: [
    "page",
    "page --out public/refresh --project-ref abcdefghijklmnopqrst --publishable-key sb_publishable_…",
  ],
  arguments: [],
  options: [
    { flags: "--port <n>", summary: `the port; ${DEFAULT_PORT} by default, 0 for any that is free` },
    { flags: "--out <dir>", summary: "write the page's files there instead of serving them" },
    { flags: "--publishable-key <key>", summary: "for the files: the key that may be in a browser" },
    ...CONNECTION_OPTIONS.filter(({ flags }) => flags !== "--sql"),
  ],
  without: ["--dry-run", "--yes"],
  input,
  run,
});

type Given = z.output<typeof input> & Common;

async function run(deps: Deps, given: Given): Promise<Outcome> {
  const pageDir = findPage();
  if (given.out !== undefined) return writeFiles(deps, pageDir, given, given.out);
  const target = targetOf(deps, given).http;
  if (target === null)
    throw new CliError(
      "no_target",
      "the page speaks to the Edge Function, and there is no address or key of it",
      {
        hint: "Set SUPABASE_URL and SUPABASE_SECRET_KEY in the environment or in supabase/.env.",
        exitCode: EXIT.usage,
      },
    );
  const server = await servePage({ pageDir, target, port: given.port, fetch: deps.fetch }).catch((error) => {
    throw portError(error, given.port);
  });
  try {
    deps.writeOut(given.json ? `${JSON.stringify({ url: server.url })}\n` : `${server.url}\n`);
    deps.progress(`The page of ${target.source}. The address works once; Ctrl-C ends it.`);
    await aborted(deps.signal);
  } finally {
    await server.close();
  }
  return NOTHING;
}

function writeFiles({ cwd }: Deps, pageDir: string, given: Given, out: string): Outcome {
  const { functionsUrl, projectRef, publishableKey } = given;
  const url = functionsUrl ?? (projectRef && hosted(projectRef));
  if (url === undefined || publishableKey === undefined || !/^https?:\/\/[^\s@?#"';]+$/.test(url))
    throw new CliError("usage", "--out needs --publishable-key, and --project-ref or --functions-url", {
      hint: "npx refresh-dashboard page --help",
      exitCode: EXIT.usage,
    });
  writePage({ pageDir, outDir: path.resolve(cwd, out), functionsUrl: url, publishableKey });
  return {
    ...NOTHING,
    done: [`Wrote the page for ${url} to ${out}.`],
    next: [
      "Serve the folder over https. Users sign in with Supabase Auth and need a role: see docs/page.md.",
    ],
    data: { out, functions_url: url },
  };
}

function findPage(): string {
  const pageDir = path.join(findPackage(), "dist/page");
  if (existsSync(path.join(pageDir, "index.html"))) return pageDir;
  throw new CliError("package_broken", "the package refresh-dashboard is not whole: dist/page is missing", {
    hint: "Install it anew, or in its repository: npm run build:page",
  });
}

function portError(error: unknown, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== "EADDRINUSE" && code !== "EACCES") return error;
  const why = code === "EADDRINUSE" ? "is taken by another program" : "may not be listened on";
  return new CliError("usage", `port ${port} ${why}`, {
    hint: "npx refresh-dashboard page --port 0",
    exitCode: EXIT.usage,
    cause: error,
  });
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
