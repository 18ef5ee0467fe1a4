// Buttons behind a button.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** Opens below its label; closes with Escape, and with a press anywhere. */
export function Menu({ label, children }: { label: string; children: ComponentChildren }) {
  const element = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const menu = element.current;
      if (!menu?.open) return;
      if (event instanceof KeyboardEvent) {
        if (event.key !== "Escape") return;
        menu.querySelector("summary")?.focus();
      } else if (menu.querySelector("summary")?.contains(event.target as Node)) return;
      menu.open = false;
    };
    document.addEventListener("click", close);
    document.addEventListener("keydown", close);
    return () => {
      document.removeEventListener("click", close);
      document.removeEventListener("keydown", close);
    };
  }, []);
  return (
    <details class="menu" ref={element}>
      <summary class="button button-small">{label}</summary>
      <div class="menu-items">{children}</div>
    </details>
  );
}
