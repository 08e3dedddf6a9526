import { describe, expect, it } from "vitest";
import times from "./times.json";

// Texts are chosen by the reader's language when the module is loaded, so the pairs themselves are looked at.
Object.assign(globalThis, { document: { cookie: "" }, navigator: { language: "zh-CN" } });
const { dayOf, dueWords, hourOf, momentWords } = await import("../time");

describe("times in words", () => {
  it.each(times.due)("a due time %s at %s", (due, at, tone, zh, en) => {
    expect(dueWords(Date.parse(due!), Date.parse(at!))).toEqual([tone, [zh, en]]);
  });

  it.each(times.moment)("a moment %s at %s", (moment, at, zh, en) => {
    expect(momentWords(Date.parse(moment!), Date.parse(at!))).toEqual([zh, en]);
  });

  it("stay in the district's zone", () => {
    expect([hourOf(Date.parse("2026-11-25T16:10:00Z")), dayOf(Date.parse("2026-11-25T16:10:00Z"))]).toEqual(["00:10", "2026-11-26"]);
  });
});
