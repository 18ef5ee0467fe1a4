// The page's files for any host: with where the function is, and a policy that lets the page speak to that alone.

import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CliError, EXIT } from "../../terminal/errors.ts";

export interface PageFiles {
  pageDir: string;
  outDir: string;
  functionsUrl: string;
  publishableKey: string;
}

/** Writes over a page that was written before, and over nothing else. */
export function writePage({ pageDir, outDir, functionsUrl, publishableKey }: PageFiles): void {
  const found = existsSync(outDir) ? readdirSync(outDir) : [];
  if (found.length > 0 && !(found.includes("index.html") && found.includes("config.json")))
    throw new CliError("usage", `${outDir} holds something else than the page`, {
      hint: "Name a folder that is empty or not there.",
      exitCode: EXIT.usage,
    });
  cpSync(pageDir, outDir, { recursive: true });
  const index = path.join(outDir, "index.html");
  writeFileSync(index, withPolicyFor(readFileSync(index, "utf8"), functionsUrl));
  const config = { functionsUrl, publishableKey };
  writeFileSync(path.join(outDir, "config.json"), `${JSON.stringify(config, null, 2)}\n`);
}

/** The document, allowed to speak to this origin instead of any project of the platform. */
export function withPolicyFor(html: string, functionsUrl: string): string {
  const { origin } = new URL(functionsUrl);
  return html.replace(/connect-src 'self'[^;"]*/, () => `connect-src 'self' ${origin}`);
}
