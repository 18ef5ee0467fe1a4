// A schedule in words, and as it is written.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { language } from "../i18n/language.ts";
import { visible } from "../ui/visible.ts";

export function ScheduleText({ schedule }: { schedule: string }) {
  const words = useSignal<string | null>(null);
  const spoken = language.value;
  useEffect(() => {
    let isGone = false;
    void import("./schedule-words.ts")
      .then(({ tellSchedule }) => tellSchedule(schedule, spoken))
      .then((told) => {
        if (!isGone) words.value = told;
      });
    return () => {
      isGone = true;
    };
  }, [schedule, spoken, words]);
  return (
    <>
      {words.value === null ? null : `${words.value} `}
      <code>{visible(schedule)}</code>
    </>
  );
}
