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
  const kept = JSON.parse(readFileSync(file, "utf8")) as Partial<Secrets>;
  const secrets = { ...generateSecrets(), ...kept };
  // A stack that was made before there was one of them gets it now, and keeps it.
  if (Object.keys(kept).length < Object.keys(secrets).length)
    writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
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
    scrapeToken: randomBytes(24).toString("base64url"),
  };
}

function randomHex(bytes: number): string {
  return randomBytes(bytes).toString("hex");
}
