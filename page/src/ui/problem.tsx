// What is wrong, and what can be done about it.

import { StateShape } from "./state-badge.tsx";
import { visible } from "./visible.ts";

interface ProblemProps {
  severity: "error" | "warning";
  message: string;
  hint?: string | null | undefined;
  code?: string | undefined;
}

export function Problem({ severity, message, hint, code }: ProblemProps) {
  return (
    <div class={`problem problem-${severity}`}>
      <StateShape word={severity} />
      <div>
        <p class="problem-message" dir="auto">
          {visible(message)}
        </p>
        {hint ? (
          <p class="problem-hint" dir="auto">
            {visible(hint)}
          </p>
        ) : null}
        {code === undefined ? null : <code class="problem-code">{code}</code>}
      </div>
    </div>
  );
}
