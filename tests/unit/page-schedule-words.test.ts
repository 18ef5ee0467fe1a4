// Schedules in words.
import { describe, expect, it } from "vitest";
import { tellSchedule } from "../../page/src/view/schedule-words.ts";

describe("tellSchedule", () => {
  it.each([
    ["*/5 * * * *", "Every 5 minutes", "Cada 5 minutos"],
    ["0 6 * * 1-5", "At 06:00, Monday through Friday", "A las 06:00, de lunes a viernes"],
    ["@hourly", "Every hour", "Cada hora"],
    ["30 seconds", "Every 30 seconds", "Cada 30 segundos"],
    ["0 0 $ * *", "At 00:00, on the last day of the month", "A las 00:00, en el último día del mes"],
  ])("says %s in both languages", async (schedule, english, spanish) => {
    expect([await tellSchedule(schedule, "en"), await tellSchedule(schedule, "es")]).toEqual([
      english,
      spanish,
    ]);
  });

  it("has no words for what it cannot read", async () => {
    expect(await tellSchedule("every now and then", "en")).toBeNull();
  });
});
