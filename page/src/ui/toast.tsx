// Short news of what somebody has done: said aloud by a screen reader, gone by itself unless it went wrong.

import { signal } from "@preact/signals";
import { Button } from "./button.tsx";
import { t } from "./text.ts";

const SEEN_MS = 6_000;

interface Toast {
  id: number;
  tone: "good" | "bad";
  message: string;
  hint: string | null;
}

const toasts = signal<Toast[]>([]);
let lastId = 0;

const drop = (id: number): void => {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
};

/** Tells that something was done. */
export function tell(message: string): void {
  add({ tone: "good", message, hint: null });
}

/** Tells that something was not done; stays until it is closed. */
export function tellFailure(message: string, hint: string | null): void {
  add({ tone: "bad", message, hint });
}

function add(toast: Omit<Toast, "id">): void {
  const id = ++lastId;
  toasts.value = [...toasts.value.filter(({ tone }) => tone === "bad").slice(-2), { id, ...toast }];
  if (toast.tone === "good") setTimeout(() => drop(id), SEEN_MS);
}

/** Where they stand; once in the page. */
export function ToastHost() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, tone, message, hint }) => (
        <div key={id} class={`toast toast-${tone}`}>
          <div dir="auto">
            <p>{message}</p>
            {hint === null ? null : <p class="quiet">{hint}</p>}
          </div>
          <Button small kind="quiet" label={t("close")} onPress={() => drop(id)}>
            ×
          </Button>
        </div>
      ))}
    </div>
  );
}
