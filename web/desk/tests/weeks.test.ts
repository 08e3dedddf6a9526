import { describe, expect, it } from "vitest";
import { bars, casesOf, endedOf, lastDay, readAsked, totals } from "../late/weeks";

const weeks = [0, 4, 40].map((ended, n) => ({ from: `2026-11-0${n + 2}`, ended, late: ended ? 1 : 0 }));

describe("eight weeks", () => {
  it("are as high as what ended, and what is not nothing is seen", () => {
    expect(bars(weeks, 30)).toEqual([{ ended: 0, late: 0 }, { ended: 3, late: 2.5 }, { ended: 30, late: 2.5 }]);
    expect(bars([weeks[0]!], 30)).toEqual([{ ended: 0, late: 0 }]);
    expect(totals(weeks)).toEqual({ ended: 44, late: 2 });
  });

  it("end on Sundays, over the end of a year too", () => {
    expect([lastDay("2026-12-28"), lastDay("2026-11-02", 8)]).toEqual(["2027-01-03", "2026-12-27"]);
  });
});

describe("addresses", () => {
  it("of a figure name its reason and whose hands", () => {
    expect(casesOf("late")).toEqual({ path: "/desk/q/late", query: { why: "late" } });
    expect(casesOf("late", "211102005013").query).toEqual({ why: "late", hands: "211102005013" });
  });

  it("of a week are read back as they were written, and anything else is the table", () => {
    for (const late of [true, false]) {
      const asked = { hands: "211102005013", from: "2026-11-02", to: "2026-11-08", late };
      expect(readAsked(endedOf(asked).query)).toEqual(asked);
    }
    expect([readAsked({}), readAsked({ from: "x", to: "2026-11-08" }), readAsked({ from: "2026-11-02" })]).toEqual([null, null, null]);
  });
});
