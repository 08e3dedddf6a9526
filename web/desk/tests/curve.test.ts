import { describe, expect, it } from "vitest";
import { byWeight, pathOf, percent, weekBars } from "../settings/learning/curve";

describe("a model's card", () => {
  it("never says all or nothing where that is not so", () => {
    expect([0, 0.004, 0.5, 0.996, 1].map(percent)).toEqual([0, 1, 50, 99, 100]);
  });

  it("draws a curve from the lower left, and nothing for nothing", () => {
    expect(pathOf([[0, 0], [0.5, 1], [1, 0.25]], 300, 120)).toBe("M0.0 120.0L150.0 0.0L300.0 90.0");
    expect(pathOf([], 300, 120)).toBe("");
  });

  it("puts the kinds with the most cases first and those without a test last", () => {
    const kind = (code: string, learned_from: number, tested: number) => ({ kind: { code, name: { zh: code, en: code } }, learned_from, tested, recognised: 0 });
    const kinds = [kind("A", 5, 0), kind("B", 2, 1), kind("D", 9, 3), kind("C", 2, 1)];
    expect(byWeight(kinds).map((one) => one.kind.code)).toEqual(["D", "B", "C", "A"]);
  });

  it("shows the last weeks only, and what is not nothing", () => {
    const weeks = Array.from({ length: 14 }, (_, n) => ({ monday: `w${n}`, made: 50, said: 45, judged: n === 13 ? 40 : n === 12 ? 1 : 0, agreed: n === 13 ? 20 : 0 }));
    const bars = weekBars(weeks, 60);
    expect(bars.length).toBe(12);
    expect(bars.slice(-2)).toEqual([{ monday: "w12", judged: 5, agreed: 0 }, { monday: "w13", judged: 60, agreed: 30 }]);
    expect(weekBars([], 60)).toEqual([]);
  });
});
