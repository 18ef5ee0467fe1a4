// Mistakes in the Edge Function and the stack. Each line: what is wrong then, what is replaced by what, and the test that
// must notice. None may make a loop that never waits: nothing would end it but the deadline of them all.
import type { Mutation } from "./mutation.ts";

type Line = [name: string, find: string, replace: string];

/** `killedBy` below tests/unit. */
const inFile = (file: string, killedBy: string, lines: Line[]): Mutation[] =>
  lines.map(([name, find, replace]) => ({
    name,
    file,
    find,
    replace,
    killedBy: `tests/unit/${killedBy}.test.ts`,
  }));

const FUNCTION = "supabase/functions/refresh-dashboard";

export const TYPESCRIPT_MUTATIONS: Mutation[] = [
  ...inFile(`${FUNCTION}/auth/verify-trigger.ts`, "trigger", [
    ["a signature of any age is good", "> TOLERANCE_SECONDS)", "> TOLERANCE_SECONDS * 1000)"],
    [
      "a signature from the future is good",
      "Math.abs(Math.floor(now() / 1000) - timestamp)",
      "(Math.floor(now() / 1000) - timestamp)",
    ],
    ["every secret must have signed", "webhooks.some((webhook)", "webhooks.every((webhook)"],
    [
      "bytes that are no text are read as some",
      "{ fatal: true, ignoreBOM: true }",
      "{ fatal: false, ignoreBOM: true }",
    ],
  ]),
  ...inFile(`${FUNCTION}/auth/verify-trigger.ts`, "signed-time", [
    ["a time may have something behind it", "/^\\d{1,12}$/", "/^\\d{1,12}/"],
  ]),
  ...inFile(`${FUNCTION}/auth/replay-memory.ts`, "small-parts", [
    ["a trigger is accepted again", "if (expiryOfId.has(id)) return false;", ""],
    ["a trigger is forgotten while its signature is good", "if (expiry < at)", "if (expiry <= at)"],
    ["the memory grows for ever", "if (expiryOfId.size > maxIds)", "if (expiryOfId.size < 0)"],
  ]),
  ...inFile(`${FUNCTION}/auth/require-role.ts`, "access", [
    [
      "any role is enough",
      "if (caller.role && allowed.includes(caller.role)) return;",
      "if (caller.role) return;",
    ],
  ]),
  ...inFile(`${FUNCTION}/auth/authenticate.ts`, "access", [
    ["who has no role is a viewer", ": null,\n      name: email", ': "viewer",\n      name: email'],
    ["only the key named default is one", '["secret:*", "user"]', '["secret", "user"]'],
  ]),
  ...inFile(`${FUNCTION}/routes/trigger.ts`, "trigger", [
    ["a signature is good for another run", "if (run_id !== caller.id) throw invalidSignature();", ""],
  ]),
  ...inFile(`${FUNCTION}/request/read-body.ts`, "read-body", [
    ["a body may be ten times the size", "if (size > limitBytes) {", "if (size > 10 * limitBytes) {"],
    ["a body that is too large is read all the same", "await reader.cancel().catch(() => {});", ""],
    [
      "a body in another encoding is read as some text",
      "{ fatal: true, ignoreBOM: true }",
      "{ fatal: false, ignoreBOM: true }",
    ],
  ]),
  ...inFile(`${FUNCTION}/request/parse-request.ts`, "reconfigure", [
    ["a hidden member is left out without a word", "if (parsed.success && !hidden)", "if (parsed.success)"],
  ]),
  ...inFile(`${FUNCTION}/database/database-error.ts`, "database-error", [
    ["a lock that is taken is a bug", "|55P03", ""],
    ["a resource that is short is a bug", "|53...", ""],
    ["a gateway that throttles is a bug", "status === 429 || ", ""],
    ["a missing migration is a bug", "PGRST202|", ""],
    ["a refused key is a bug", " || status === 401 || status === 403", ""],
  ]),
  ...inFile(`${FUNCTION}/database/wait-for-run.ts`, "wait-for-run", [
    ["one broken call too many", ">= MAX_BROKEN_CALLS", "> MAX_BROKEN_CALLS"],
    ["the pauses grow for ever", "Math.min(delayMs * 2, LONGEST_DELAY_MS)", "delayMs * 2"],
    ["the budget is overdrawn", "+ delayMs > deadline", "> deadline"],
    [
      "a run that is under way is begun again",
      'ask === "readRun" && run.running ? "readRun" : "runRefresh"',
      '"runRefresh"',
    ],
    ["a refusal is an outcome that is unknown", "if (!outcomeIsUnknown(error)) throw error;", ""],
    ["what broke is repeated unseen", 'ask = "readRun";\n', "\n"],
  ]),
  ...inFile(`${FUNCTION}/database/database.ts`, "database", [
    ["an answer may be anything", "if (parsed.success) return data", "if (data !== undefined) return data"],
  ]),
  ...inFile(`${FUNCTION}/database/database.ts`, "rpc-timeouts", [
    ["a run has the time of a look", "{ run_id: runId }, RUN_TIMEOUT_MS)", "{ run_id: runId })"],
  ]),
  ...inFile(`${FUNCTION}/database/rpc.ts`, "database", [
    ["a call waits for ever", ".abortSignal(AbortSignal.timeout(timeoutMs))", ""],
  ]),
  ...inFile(`${FUNCTION}/runtime/log.ts`, "small-parts", [
    [
      "a secret is taken out of a line once",
      'text.replaceAll(secret, "[redacted]")',
      'text.replace(secret, "[redacted]")',
    ],
    ["a secret that is empty is everywhere", "secrets.filter(Boolean).reduce", "secrets.reduce"],
    ["a cause is not logged", "{ cause: describeError(error.cause) }", "{}"],
  ]),
  ...inFile(`${FUNCTION}/runtime/sleep.ts`, "refresh", [
    ["work in time leaves the sleep", "done.abort();", ""],
  ]),
  ...inFile(`${FUNCTION}/runtime/trigger-secret.ts`, "trigger-secret", [
    ["a secret may be short", "bytes >= 24", "bytes >= 1"],
    ["a secret may be long", "bytes <= 64", "bytes <= 6400"],
  ]),
  ...inFile(`${FUNCTION}/runtime/env.ts`, "env", [
    [
      "a secret that is ignored may be logged",
      "[...words, ...tokens, ...secretKeys]",
      "[...triggerSecrets, ...tokens, ...secretKeys]",
    ],
  ]),
  ...inFile("stack/commands/lock.ts", "stack-lock", [
    ["nobody holds the lock", "echo held; exec cat", "echo held"],
  ]),
  ...inFile("stack/supervisor/client.ts", "supervisor-client", [
    ["an answer has no deadline", "method, path, signal }", "method, path }"],
    ["an answer that is cut is waited for", "() => resolve(undefined),\n", "() => {},\n"],
  ]),
  ...inFile("stack/postgres/installation.ts", "stack-installation", [
    ["any PostgreSQL will do", "version < OLDEST_VERSION || ", ""],
  ]),
];
