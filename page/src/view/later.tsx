// A component whose code is loaded when it is first drawn.

import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../app/text.ts";
import { Loading } from "../ui/empty.tsx";
import { Problem } from "../ui/problem.tsx";

/**
 * Makes a component out of a module that is not loaded yet.
 *
 * @example const Drift = later(async () => (await import("./drift.tsx")).DriftPanel);
 */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | null = null;
  return function Later(props: Props) {
    const state = useSignal<"loading" | "here" | "failed">(loaded ? "here" : "loading");
    useEffect(() => {
      if (loaded) return;
      load().then(
        (component) => {
          loaded = component;
          state.value = "here";
        },
        () => {
          state.value = "failed";
        },
      );
    }, []);
    if (state.value === "failed") return <Problem severity="error" message={t("chunkFailed")} />;
    if (state.value === "loading" || !loaded) return <Loading rows={2} />;
    const Loaded = loaded;
    return <Loaded {...props} />;
  };
}
