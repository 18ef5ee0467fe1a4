// What people look at, with as many views and runs as a project has that is two weeks old: the overview, the status of a
// view, pages of the ledger, the metrics and the doctor, by the server's clock in a session that stays; the command line,
// and the page on a slow phone.
import { atMost, printAims } from "../support/aims.ts";
import { dropBenchSchema } from "../support/demo-copy.ts";
import type { BenchEnv } from "../support/env.ts";
import { percentiles } from "../support/percentiles.ts";
import { describeMachine, writeJson } from "../support/results.ts";
import { openSession } from "../support/session.ts";
import { timeFirstLine } from "./command-line.ts";
import { measurePage } from "./page.ts";
import { createReads, timeReads } from "./reads.ts";
import { makeViews } from "./views.ts";

const RUNS = 100_000;
const [FEW_VIEWS, MANY_VIEWS] = [20, 50];

const round = (kib: number) => Math.round(kib * 10) / 10;

export async function benchOperate(env: BenchEnv): Promise<void> {
  const session = await openSession(env.SUPABASE_DB_URL, "operate");
  const { sql } = session;
  try {
    await createReads(sql);
    const figures: Record<string, ReturnType<typeof percentiles>> = {};
    let size = { all_kib: Number.NaN, first_view_kib: Number.NaN };
    for (const views of [FEW_VIEWS, MANY_VIEWS]) {
      console.log(`${views} views, ${RUNS} runs`);
      await makeViews(sql, views, RUNS);
      for (const [what, ms] of Object.entries(await timeReads(sql)))
        figures[`${what}, ${views} views`] = percentiles(ms);
      if (views === FEW_VIEWS) {
        figures["the first line of status, command line"] = percentiles(await timeFirstLine(env), 0);
        const page = await measurePage(env);
        figures["the page, first paint"] = percentiles(page.firstPaintMs, 0);
        figures["the page, its rows"] = percentiles(page.rowsMs, 0);
        figures["the page, its longest task"] = percentiles(page.longestTaskMs, 0);
        size = { all_kib: round(page.allKib), first_view_kib: round(page.firstViewKib) };
      }
    }
    const p95 = (key: string) => figures[key]?.p95 ?? Number.NaN;
    const aims = [
      atMost(`p95 of the overview of ${FEW_VIEWS} views ≤ 25 ms`, p95(`overview, ${FEW_VIEWS} views`), 25),
      atMost(`p95 of the status of one of ${FEW_VIEWS} views ≤ 25 ms`, p95(`status, ${FEW_VIEWS} views`), 25),
      atMost("p95 of a page of runs ≤ 10 ms", p95(`runs, ${FEW_VIEWS} views`), 10),
      atMost(`p95 of the overview of ${MANY_VIEWS} views ≤ 10 ms`, p95(`overview, ${MANY_VIEWS} views`), 10),
      atMost(`p95 of the metrics of ${MANY_VIEWS} views ≤ 10 ms`, p95(`metrics, ${MANY_VIEWS} views`), 10),
      atMost(`p95 of the doctor of ${MANY_VIEWS} views ≤ 1000 ms`, p95(`doctor, ${MANY_VIEWS} views`), 1000),
      atMost(
        "p50 of the first line of status on the command line ≤ 400 ms",
        figures["the first line of status, command line"]?.p50 ?? Number.NaN,
        400,
      ),
      atMost("KiB of the whole page ≤ 90", size.all_kib, 90),
      atMost("KiB of its first view ≤ 60", size.first_view_kib, 60),
      atMost("p50 of its first paint ≤ 1000 ms", figures["the page, first paint"]?.p50 ?? Number.NaN, 1000),
      atMost("p50 of its longest task ≤ 50 ms", figures["the page, its longest task"]?.p50 ?? Number.NaN, 50),
    ];
    console.table(figures);
    printAims(aims);
    writeJson("operate", { machine: await describeMachine(sql), runs: RUNS, size, figures, aims });
  } finally {
    await dropBenchSchema(sql);
    await session.end();
  }
}
