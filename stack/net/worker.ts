// The process that stands in for pg_net's background worker: woken at commit, works the queue off in batches.
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { readConfig } from "../place/config.ts";
import { readSecrets } from "../place/secrets.ts";
import { databaseUrl } from "../postgres/connect.ts";
import { runBatch } from "./batch.ts";

const PAUSE_BETWEEN_BATCHES_MS = 1000;
const RESTART_AFTER_ERROR_MS = 1000;

const config = readConfig();
const sql = postgres(databaseUrl(config, readSecrets(config.dir), "supabase_admin"), {
  max: 1,
  idle_timeout: 0,
  onnotice: () => {},
  // check_worker_is_up() looks for this name.
  connection: { application_name: "pg_net stand-in" },
});

let wake = () => {};
let isWoken = true;

// Also called when a lost connection is back: what was queued meanwhile was never announced.
await sql.listen("pg_net_stand_in", onNotification, () => onNotification("wake"));
console.log("listening");

for (;;) {
  if (!isWoken) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  isWoken = false;
  await workOffQueue();
}

function onNotification(payload: string): void {
  if (payload === "restart") process.exit(0);
  isWoken = true;
  wake();
}

async function workOffQueue(): Promise<void> {
  for (;;) {
    try {
      const done = await runBatch(sql);
      if (done === 0) return;
      await sleep(PAUSE_BETWEEN_BATCHES_MS);
    } catch (error) {
      console.error(new Date().toISOString(), "batch failed and will be sent again:", error);
      await sleep(RESTART_AFTER_ERROR_MS);
    }
  }
}
