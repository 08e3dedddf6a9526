import { describe, expect, it } from "vitest";
import { passes, pause, ready, wakeAt } from "../sync/plan";
import type { Item } from "../sync/store";

let made = 0;

function item(about: string, change: Partial<Item> = {}): Item {
  made += 1;
  return {
    key: `k${made}`, order: made, about, verb: "remark", case: null, after: null, facts: {}, files: [], title: "", madeAt: 0,
    offset: 0, state: "waiting", tries: 0, nextAt: 0, trouble: null, answer: null, receivedAt: null, ...change,
  };
}

describe("what may go", () => {
  it("keeps the order within a case and lets cases pass each other", () => {
    const [first, second, other] = [item("case:a", { nextAt: 50 }), item("case:a"), item("case:b")];
    expect(ready([second, other, first], 10)).toEqual([other]);
    expect(ready([second, other, first], 50)).toEqual([first, other]);
  });

  it("lets one that needs the person step aside", () => {
    const second = item("case:a");
    expect(ready([item("case:a", { state: "needs_you", order: 0 }), second], 0)).toEqual([second]);
  });

  it("holds what needs an answer until the answer is there", () => {
    const report = item("report:r", { state: "needs_you" });
    const solve = item("report:r", { after: report.key });
    expect(ready([report, solve], 0)).toEqual([]);
    expect(ready([{ ...report, state: "received" }, solve], 0)).toEqual([solve]);
  });

  it("wakes for the earliest, never in the past, and not for nothing", () => {
    expect(wakeAt([item("case:a", { nextAt: 70 }), item("case:b", { nextAt: 60 })], 10)).toBe(60);
    expect(wakeAt([item("case:a", { nextAt: 5 })], 10)).toBe(10);
    expect(wakeAt([item("case:a", { state: "received" })], 10)).toBeNull();
  });
});

describe("pauses", () => {
  it("double from a second to five minutes, shifted by a quarter at most", () => {
    expect([1, 2, 3, 9, 10, 40].map((tries) => pause(tries, 0.5))).toEqual([1, 2, 4, 256, 300, 300]);
    expect(pause(1, 0)).toBe(0.75);
    expect(pause(1, 1)).toBe(1.25);
  });

  it("follow what may pass by itself, and nothing else", () => {
    expect([429, 500, 503, 507, 460].every((status) => passes(status, ""))).toBe(true);
    expect(passes(409, "offset_wrong")).toBe(true);
    expect([403, 404, 409, 413, 422].some((status) => passes(status, ""))).toBe(false);
  });
});
