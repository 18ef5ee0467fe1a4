// Times as the page writes them.
import { describe, expect, it } from "vitest";
import { formatTime } from "../../page/src/i18n/format.ts";

// Without a zone: of the reader's own day.
const NOON_MS = new Date("2026-11-30T12:00:00").getTime();
const at = (time: string) => formatTime(new Date(time).toISOString(), NOON_MS);

describe("a time", () => {
  it("is that of the day where it is today's", () => {
    expect(at("2026-11-30T00:05:00")).toBe("00:05");
    expect(at("2026-11-30T23:59:00")).toBe("23:59");
  });

  it("has its date where it is another day's, however near", () => {
    expect(at("2026-12-01T00:05:00")).toBe("Dec 1, 00:05");
    expect(at("2026-11-29T23:59:00")).toBe("Nov 29, 23:59");
  });
});
