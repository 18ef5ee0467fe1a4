// A dialog of the browser's own: it holds the keyboard, closes with Escape and gives the focus back.

import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Button } from "./button.tsx";
import { t } from "./text.ts";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** Open as long as it is mounted. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    element.current?.showModal();
  }, []);
  return (
    <dialog ref={element} class="dialog" aria-labelledby={id} onClose={onClose}>
      <div class="dialog-inside">
        <h2 id={id}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}

interface Question {
  title: string;
  /** What will happen, and what it costs. */
  body?: ComponentChildren;
  /** What the button says: the act itself, never "OK". */
  act: string;
  kind?: "primary" | "danger";
}

const asked = signal<{ question: Question; answer: (isSure: boolean) => void } | null>(null);

/** Asks before what hurts. @returns whether the person is sure. */
export function confirm(question: Question): Promise<boolean> {
  asked.value?.answer(false);
  return new Promise((resolve) => {
    asked.value = {
      question,
      answer: (isSure) => {
        asked.value = null;
        resolve(isSure);
      },
    };
  });
}

/** Where confirm() asks; once in the page. */
export function ConfirmHost() {
  if (asked.value === null) return null;
  const { question, answer } = asked.value;
  return (
    <Dialog title={question.title} onClose={() => answer(false)}>
      {question.body === undefined ? null : <div class="dialog-body">{question.body}</div>}
      <div class="dialog-acts">
        <Button onPress={() => answer(false)}>{t("cancel")}</Button>
        <Button kind={question.kind ?? "primary"} onPress={() => answer(true)}>
          {question.act}
        </Button>
      </div>
    </Dialog>
  );
}
