// What the doctor's page reads of the answers (docs/contract.md).

import type { Check } from "./group-checks.ts";

export type Silenced = { by: string | null; at: string | null; reason: string | null };

/** A thing that was looked at. */
export type CheckRow = Check & {
  finding: string;
  repair: { kind: string; text: string } | null;
  blocked_by: string | null;
  silenced: Silenced | null;
  page: string | null;
};

export type Examination = {
  checks: CheckRow[];
  summary: { ok: number; warning: number; error: number; skipped: number; silenced: number };
  version: string | null;
  now: string;
};

export type LoopLeg = { name: string; at: string | null; ms: number | null };

/** A ping that was sent the whole way round. */
export type Loop = {
  id: string;
  started_at: string;
  started_by: string | null;
  status: string;
  legs: LoopLeg[];
  missing: string | null;
  why: string | null;
  hint: string | null;
};

export type Loops = { loops: Loop[] };
