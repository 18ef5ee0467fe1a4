// Starts the page: where the function is, who looks, then what is on the screen.

import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/parts.css";
import { render } from "preact";
import { startClock } from "./api/clock.ts";
import { readConfig } from "./api/config.ts";
import { access } from "./api/connection.ts";
import { askMe } from "./api/me.ts";
import { openSession } from "./api/session.ts";
import { App } from "./app/app.tsx";
import { followAddress } from "./app/route.ts";
import { followTheme } from "./app/theme.ts";

const root = document.getElementById("app");
if (root === null) throw new Error("the page has no element #app");
followTheme();
followAddress();
startClock();
render(<App />, root);
await start();

async function start(): Promise<void> {
  const config = await readConfig().catch(() => null);
  if (config === null) {
    access.value = "unconfigured";
    return;
  }
  openSession(config);
  // Asked again after each sign-in: another person may have another role.
  access.subscribe((now) => {
    if (now === "open") void askMe();
  });
}
