// What ticks leave behind.
import { z } from "zod";
import { count, define, machine, mib, one } from "../section.ts";

const sizes = z.object({
  runsRows: z.number(),
  stateBytes: z.number(),
  logRows: z.number(),
  logBytes: z.number(),
});
const day = sizes.extend({ ticksWalBytes: z.number(), logWalBytes: z.number() });
export const ticksADay = define(
  "ticks-a-day",
  z.object({ machine, before: sizes, days: z.array(day).min(1) }),
  ({ before, days }) => {
    const last = days.at(-1) as z.infer<typeof day>;
    const most = (of: (one: z.infer<typeof day>) => number) => Math.max(...days.map(of));
    return {
      title: "A day of ticks every 10 seconds that all skip",
      columns: ["a day"],
      rows: [
        one(
          "rows added to the ledger",
          "day-ledger-rows",
          count(most(({ runsRows }) => runsRows) - before.runsRows),
        ),
        one(
          "bytes added to the state of views",
          "day-state-bytes",
          count(last.stateBytes - before.stateBytes),
        ),
        one("WAL of the ticks, at most", "day-wal", mib(most(({ ticksWalBytes }) => ticksWalBytes))),
        one("rows in pg_cron's own log", "day-log-rows", count(last.logRows)),
        one("its size, at most", "day-log-size", mib(most(({ logBytes }) => logBytes))),
        one("WAL of that log, at most", "day-log-wal", mib(most(({ logWalBytes }) => logWalBytes))),
      ],
    };
  },
);
