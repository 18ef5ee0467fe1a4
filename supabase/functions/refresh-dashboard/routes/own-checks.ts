// The checks that only the function can make: its version, its secret and its clock against those of the database. The
// database has a row for each, skipped, so that over SQL alone one sees what was not looked at.

import { TOLERANCE_SECONDS } from "../auth/signature.ts";
import type { VerifyChallenge } from "../auth/verify-challenge.ts";
import type { Challenge, Check, Doctor } from "../contract/answers.ts";
import { VERSION } from "../contract/version.ts";

/** From how many seconds on a clock that is off is worth a warning: triggers are refused later. */
const SKEW_WARNING_SECONDS = 30;

/** What the function knows besides the database's answer. */
export type Known = {
  /** What the database signed; null where it has no secret. */
  challenge: Challenge | null;
  verifyChallenge: VerifyChallenge;
  /** When the database was asked and when it had answered, by the function's clock. */
  askedAtMs: number;
  answeredAtMs: number;
};

type Finding = Pick<Check, "status" | "finding" | "repair">;

/** The checks with the function's own in their places, counted anew. Pure. */
export function addOwnChecks(found: Doctor, known: Known): Doctor {
  const own: Record<string, Finding | null> = {
    function_version: checkVersion(found.version),
    function_secret: checkSecret(known),
    clock_skew: checkClock(found.now, known),
  };
  const checks = found.checks.map((check) => {
    const finding = Object.hasOwn(own, check.id) ? own[check.id] : null;
    return finding ? { ...check, ...finding, blocked_by: null } : check;
  });
  return { ...found, checks, summary: summarize(checks) };
}

function summarize(checks: readonly Check[]): Doctor["summary"] {
  const summary = { ok: 0, warning: 0, error: 0, skipped: 0, silenced: 0 };
  for (const { status, silenced } of checks)
    summary[silenced && status !== "ok" && status !== "skipped" ? "silenced" : status] += 1;
  return summary;
}

function checkVersion(database: string): Finding {
  if (database === VERSION) return ok(`Function and database part are both version ${VERSION}.`);
  return {
    status: "warning",
    finding: `The Edge Function is version ${VERSION}, the database part version ${database}.`,
    repair: {
      kind: "shell",
      text: isOlder(database, VERSION)
        ? "npx supabase db push"
        : "npx supabase functions deploy refresh-dashboard",
    },
  };
}

function checkSecret({ challenge, verifyChallenge }: Known): Finding | null {
  // The database's own row says what is missing in Vault.
  if (challenge === null) return null;
  const repair: Check["repair"] = {
    kind: "shell",
    text: "npx refresh-dashboard deploy",
  };
  switch (verifyChallenge(challenge)) {
    case "ours":
      return ok("The function has the secret that the database signs with.");
    case "foreign":
      return {
        status: "error",
        finding:
          "The function's REFRESH_DASHBOARD_TRIGGER_SECRET is not the secret in Vault, refresh_dashboard_trigger_secret: it refuses every trigger.",
        repair,
      };
    case "no secret":
      return {
        status: "error",
        finding: "The function has no usable REFRESH_DASHBOARD_TRIGGER_SECRET: it refuses every trigger.",
        repair,
      };
  }
}

// The database told the time somewhere between the question and its answer: only what is outside of that is off.
function checkClock(now: string, { askedAtMs, answeredAtMs }: Known): Finding {
  const databaseMs = Date.parse(now);
  const offMs = Math.max(askedAtMs - databaseMs, databaseMs - answeredAtMs, 0);
  const seconds = Math.round(offMs / 1000);
  if (seconds < SKEW_WARNING_SECONDS)
    return ok("The clocks of function and database agree to within half a minute.");
  const refused = seconds >= TOLERANCE_SECONDS;
  return {
    status: refused ? "error" : "warning",
    finding: `The clock of the function is ${seconds} s ${databaseMs > answeredAtMs ? "behind" : "ahead of"} that of the database${refused ? ", and it refuses every trigger" : `; from ${TOLERANCE_SECONDS} s on it refuses every trigger`}.`,
    repair: {
      kind: "text",
      text: "Set the clocks of both machines by NTP; on a platform that you do not run, tell its support.",
    },
  };
}

const ok = (finding: string): Finding => ({ status: "ok", finding, repair: null });

function isOlder(version: string, other: string): boolean {
  const [ours, theirs] = [version, other].map((text) => text.split(/[.-]/).map(Number));
  for (let part = 0; part < 3; part += 1) {
    const difference = (ours?.[part] ?? 0) - (theirs?.[part] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
