// A button, or a link that looks like one.

import type { ComponentChildren } from "preact";

type Kind = "plain" | "primary" | "danger" | "quiet";

interface ButtonProps {
  kind?: Kind;
  type?: "button" | "submit";
  disabled?: boolean;
  /** Works on it: cannot be pressed again meanwhile. */
  busy?: boolean;
  /** Where the words alone do not say what it is about. */
  label?: string | undefined;
  title?: string | undefined;
  small?: boolean;
  onPress?: () => void;
  children: ComponentChildren;
}

export function Button({
  kind = "plain",
  type = "button",
  disabled = false,
  busy = false,
  label,
  title,
  small = false,
  onPress,
  children,
}: ButtonProps) {
  return (
    <button
      type={type}
      class={`button button-${kind}${small ? " button-small" : ""}`}
      // Stays in the order of the keyboard while it works.
      aria-disabled={busy || disabled}
      disabled={disabled}
      aria-busy={busy}
      aria-label={label}
      title={title}
      onClick={() => {
        if (!busy && !disabled) onPress?.();
      }}
    >
      {children}
    </button>
  );
}
