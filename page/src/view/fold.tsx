// A part of a page that is loaded when somebody opens it.

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";

type FoldProps = {
  title: string;
  /** Open from the beginning. */
  open?: boolean;
  /** Called when it is open for the first time, and kept since: what was entered in it is not lost by folding. */
  children: () => ComponentChildren;
};

export function Fold({ title, open = false, children }: FoldProps) {
  const wasOpen = useSignal(open);
  return (
    <details
      class="card fold"
      open={open}
      onToggle={(event) => {
        if (event.currentTarget.open) wasOpen.value = true;
      }}
    >
      <summary>
        <h2>{title}</h2>
      </summary>
      {wasOpen.value ? <div class="fold-inside">{children()}</div> : null}
    </details>
  );
}
