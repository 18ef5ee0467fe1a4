// A statement or command to paste.

import { useSignal } from "@preact/signals";
import { Button } from "./button.tsx";
import { t } from "./text.ts";

const TOLD_MS = 2_000;

export function CodeToPaste({ text }: { text: string }) {
  const isCopied = useSignal(false);
  return (
    <div class="paste">
      <pre>
        <code>{text}</code>
      </pre>
      <Button
        small
        kind="quiet"
        onPress={async () => {
          await navigator.clipboard.writeText(text).catch(() => {});
          isCopied.value = true;
          setTimeout(() => {
            isCopied.value = false;
          }, TOLD_MS);
        }}
      >
        <span aria-live="polite">{isCopied.value ? t("copied") : t("copy")}</span>
      </Button>
    </div>
  );
}
