// How the Edge Function is served: real Deno, the environment that Supabase gives, and no permission beyond.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { StackConfig } from "../place/config.ts";
import type { Secrets } from "../place/secrets.ts";
import { runCommand } from "../process/run-command.ts";
import { signingKey } from "../rest/tokens.ts";

/** A clone whose function is not written yet still has a database to work on. */
export function hasFunction({ functionDir }: StackConfig): boolean {
  return existsSync(path.join(functionDir, "index.ts"));
}

/** Fetches what the function imports, so that serving it needs no network and no environment of ours. */
export async function cacheFunctionImports(config: StackConfig): Promise<void> {
  if (!hasFunction(config)) return;
  await runCommand([denoBinary(), "cache", ...frozen(config), "index.ts"], {
    cwd: config.functionDir,
    env: { ...process.env, ...denoSettings(config) },
    timeoutMs: 120_000,
  });
}

export function functionCommand(config: StackConfig): string[] {
  const permissions = ["--no-prompt", "--cached-only", "--allow-net", "--allow-env", ...frozen(config)];
  const address = ["--host", "127.0.0.1", "--port", String(config.ports.functions)];
  return [denoBinary(), "serve", ...permissions, ...address, "index.ts"];
}

/** The program itself: the package's launcher would stay between us and it where install scripts are blocked. */
function denoBinary(): string {
  return createRequire(import.meta.url)("deno/install_api.cjs").runInstall();
}

/** No database URL: the function reaches the database through the API alone. */
export function functionEnvironment(config: StackConfig, secrets: Secrets): NodeJS.ProcessEnv {
  return {
    ...denoSettings(config),
    SUPABASE_URL: config.url,
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: secrets.publishableKey }),
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: secrets.secretKey }),
    SUPABASE_JWKS: JSON.stringify({ keys: [signingKey(secrets)] }),
    SUPABASE_FUNCTION_SLUG: config.functionName,
    REFRESH_DASHBOARD_TRIGGER_SECRET: secrets.triggerSecret,
    REFRESH_DASHBOARD_SCRAPE_TOKEN: secrets.scrapeToken,
    ...readFunctionSecrets(config),
  };
}

/** As `supabase secrets set` does: these win over what the stack gives the function, from its next start on. */
export function setFunctionSecrets(config: StackConfig, values: Record<string, string>): void {
  writeFileSync(functionSecretsFile(config), `${JSON.stringify(values, null, 2)}\n`, { mode: 0o600 });
}

function readFunctionSecrets(config: StackConfig): Record<string, string> {
  const file = functionSecretsFile(config);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

function functionSecretsFile(config: StackConfig): string {
  return path.join(config.dir, "function-secrets.json");
}

function denoSettings(config: StackConfig) {
  return { DENO_DIR: path.join(config.cacheDir, "deno"), DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" };
}

function frozen(config: StackConfig): string[] {
  return existsSync(path.join(config.functionDir, "deno.lock")) ? ["--frozen"] : [];
}
