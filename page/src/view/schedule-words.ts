// A schedule in words. Only words: when a job fires next is asked of the database, which knows pg_cron and the zone.

import cronstrue from "cronstrue";
import type { Language } from "../i18n/language.ts";

const EVERY_SECONDS = /^(\d+) seconds?$/i;

/**
 * Says a schedule in words.
 *
 * @returns null for one that cannot be put in words, which is then shown as it is.
 */
export async function tellSchedule(schedule: string, language: Language): Promise<string | null> {
  const [, seconds] = EVERY_SECONDS.exec(schedule.trim()) ?? [];
  if (seconds !== undefined)
    return language === "es" ? `Cada ${Number(seconds)} segundos` : `Every ${Number(seconds)} seconds`;
  if (language === "es") await import("cronstrue/locales/es.js");
  try {
    // pg_cron writes the last day of the month $, others L.
    return cronstrue.toString(schedule.replace("$", "L"), {
      locale: language,
      use24HourTimeFormat: true,
      verbose: false,
    });
  } catch {
    return null;
  }
}
