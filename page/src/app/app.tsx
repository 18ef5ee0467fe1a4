// What is on the screen: the header, and the page of the route or why it cannot be shown.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { PauseHost } from "../acts/pause-dialog.tsx";
import { access } from "../api/connection.ts";
import { ConfirmHost } from "../ui/dialog.tsx";
import { Loading } from "../ui/empty.tsx";
import { Problem } from "../ui/problem.tsx";
import { ToastHost } from "../ui/toast.tsx";
import { Locked, Unconfigured } from "./doors.tsx";
import { Header } from "./header.tsx";
import { isLoadedLater, PAGES, type PageComponent } from "./pages.ts";
import { type RouteName, route } from "./route.ts";
import { SignIn } from "./sign-in.tsx";
import { t } from "./text.ts";
import "./app.css";

export function App() {
  return (
    <>
      <button type="button" class="skip" onClick={focusMain}>
        {t("skip")}
      </button>
      <Header />
      <main id="main" tabIndex={-1}>
        <Screen />
      </main>
      <PauseHost />
      <ConfirmHost />
      <ToastHost />
    </>
  );
}

function Screen() {
  switch (access.value) {
    case "starting":
      return <Loading />;
    case "unconfigured":
      return <Unconfigured />;
    case "locked":
      return <Locked />;
    case "signed-out":
      return <SignIn isExpired={false} />;
    default:
      return (
        <>
          {access.value === "expired" ? <SignIn isExpired={true} /> : null}
          <RoutedPage name={route.value.name} key={`${route.value.name}/${route.value.view}`} />
        </>
      );
  }
}

/** The components that were loaded. */
const loaded = new Map<RouteName, PageComponent>();

function RoutedPage({ name }: { name: RouteName }) {
  const hasFailed = useSignal(false);
  const isHere = useSignal(!isLoadedLater(name) || loaded.has(name));
  useEffect(() => {
    if (isHere.value) return;
    const load = PAGES[name] as () => Promise<{ default: PageComponent }>;
    load().then(
      (module) => {
        loaded.set(name, module.default);
        isHere.value = true;
      },
      () => {
        hasFailed.value = true;
      },
    );
  }, []);
  if (hasFailed.value) return <Problem severity="error" message={t("chunkFailed")} />;
  if (!isHere.value) return <Loading />;
  const Page = loaded.get(name) ?? (PAGES[name] as PageComponent);
  return <Page route={route.value} />;
}

/** A button, since the address is the router's. */
function focusMain(): void {
  document.getElementById("main")?.focus();
}
