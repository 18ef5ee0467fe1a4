// The demo lends the job another schedule. What it was is noted in a file first, so that a demo that dies meanwhile is
// put right by the next.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Api } from "./api.ts";

interface Loan {
  api: Api;
  say: (line?: string) => void;
  noteFile: string;
}

const EVERY_MINUTE = "* * * * *";

/** Does `work` while the job fires every minute. */
export async function withJobEveryMinute(loan: Loan, work: () => Promise<void>): Promise<void> {
  const own = (await loan.api.status()).job?.schedule ?? EVERY_MINUTE;
  if (own !== EVERY_MINUTE) writeFileSync(loan.noteFile, own);
  try {
    await loan.api.setSchedule(EVERY_MINUTE);
    await work();
  } finally {
    await restoreSchedule(loan).catch(() =>
      loan.say(`The schedule is still every minute; npm start restores ${own}.`),
    );
  }
}

/** Of this demo or of one that died. A schedule that somebody has set since then stays. */
export async function restoreSchedule({ api, say, noteFile }: Loan): Promise<void> {
  if (!existsSync(noteFile)) return;
  const own = readFileSync(noteFile, "utf8");
  if ((await api.status()).job?.schedule === EVERY_MINUTE) {
    await api.setSchedule(own);
    say(`The schedule is ${own} again.`);
  }
  rmSync(noteFile);
}
