// Passwords and keys of this stack: random, made once, kept in STACK_DIR and readable by its owner alone.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { StackError } from "../terminal/errors.ts";

export type Secrets = ReturnType<typeof generateSecrets>;

export function ensureSecrets(dir: string): Secrets {
  const file = secretsFile(dir);
  if (!existsSync(file)) {
    mkdirSync(dir, { recursive: true });
    writeFileSync(file, `${JSON.stringify(generateSecrets(), null, 2)}\n`, { mode: 0o600, flag: "wx" });
  }
  return readSecrets(dir);
}

export function readSecrets(dir: string): Secrets {
  const file = secretsFile(dir);
  if (!existsSync(file)) {
    throw new StackError(`no stack was ever started in ${dir}; start it with: npm run stack -- up`);
  }
  return JSON.parse(readFileSync(file, "utf8"));
}

function secretsFile(dir: string): string {
  return path.join(dir, "secrets.json");
}

function generateSecrets() {
  return {
    // Hex needs no escaping in URLs, SQL or shells.
    passwords: {
      supabase_admin: randomHex(16),
      supabase_auth_admin: randomHex(16),
      postgres: randomHex(16),
      authenticator: randomHex(16),
    },
    secretKey: `sb_secret_${randomHex(20)}`,
    publishableKey: `sb_publishable_${randomHex(20)}`,
    jwtSecret: randomBytes(32).toString("base64url"),
    jwtKeyId: randomHex(8),
    vaultKey: randomHex(32),
    triggerSecret: `whsec_${randomBytes(32).toString("base64")}`,
  };
}

function randomHex(bytes: number): string {
  return randomBytes(bytes).toString("hex");
}
