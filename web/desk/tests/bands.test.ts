/** A clock day by day and stretch by stretch, as `tests/pages/test_rules_bands.py` holds the server's page. */
import { describe, expect, it } from "vitest";

Object.assign(globalThis, { document: { cookie: "" }, navigator: { language: "zh-CN" } });
const { band, dayNumber, ledger, stretches, sumOf } = await import("../deadline/bands");

const why = (zh: string) => ({ zh, en: zh });
const at = (text: string) => Date.parse(`${text}:00+08:00`);
const counted = (from: string, to: string, amount: string) => ({ from: `${from}:00+08:00`, to: `${to}:00+08:00`, kind: "counted" as const, why: why("上班"), amount });
const free = (from: string, to: string) => ({ ...counted(from, to, "0"), kind: "free" as const });
const HOURS = [{ from: "08:00", to: "12:00" }, { from: "14:00", to: "18:00" }];
const DAYS = [
  { first: "2026-11-19", last: "2026-11-20", hours: HOURS },
  { first: "2026-11-21", last: "2026-11-22", hours: [] },
  { first: "2026-11-23", last: "2026-11-23", hours: HOURS },
];
const SAID = [
  counted("2026-11-19T15:00", "2026-11-19T18:00", "3"), free("2026-11-19T18:00", "2026-11-20T08:00"), counted("2026-11-20T08:00", "2026-11-20T12:00", "4"),
  free("2026-11-20T12:00", "2026-11-20T14:00"), counted("2026-11-20T14:00", "2026-11-20T18:00", "4"), free("2026-11-20T18:00", "2026-11-23T08:00"),
  counted("2026-11-23T08:00", "2026-11-23T12:00", "4"), free("2026-11-23T12:00", "2026-11-23T14:00"), counted("2026-11-23T14:00", "2026-11-23T15:00", "1"),
];
const NOW = at("2026-11-19T16:00");

describe("stretches", () => {
  it("are done before now and to come after it, and their sum is the limit", () => {
    const found = stretches(SAID, NOW);
    expect(found.filter((one) => one.kind !== "free").slice(0, 3).map((one) => [one.kind, one.amount])).toEqual([["done", 1], ["todo", 2], ["todo", 4]]);
    expect(sumOf(found, "done") + sumOf(found, "todo")).toBe(16);
    expect(ledger(found).map((line) => [line.kind, line.amount, line.since])).toEqual([["done", 1, at("2026-11-19T15:00")], ["todo", 15, NOW]]);
  });

  it("make a line of each stop with its reason, and an open stop lasts until now", () => {
    const stop = { ...SAID[1]!, kind: "stopped" as const, to: null, why: why("等待居民") };
    const lines = ledger(stretches([SAID[0]!, stop], at("2026-11-23T09:00")));
    expect(lines.map((line) => [line.kind, line.until, line.why.zh])).toEqual([
      ["done", at("2026-11-19T18:00"), "上班"],
      ["stop", at("2026-11-23T09:00"), "等待居民"],
    ]);
  });
});

describe("the band", () => {
  const drawn = band(stretches(SAID, NOW), DAYS, { start: at("2026-11-19T15:00"), now: NOW, due: at("2026-11-23T15:00") });

  it("has a row a day, with wells for working hours and what happened on it", () => {
    expect(drawn.hours).toEqual([8 * 3600, 18 * 3600]);
    expect(drawn.edges.map((edge) => edge / 3600)).toEqual([8, 12, 14, 18]);
    expect(drawn.rows.map((row) => row.first - dayNumber(NOW))).toEqual([0, 1, 2, 3, 4]);
    const [first] = drawn.rows;
    expect(first!.wells.map((box) => [box.left, box.width])).toEqual([[0, 40], [60, 40]]);
    expect(first!.boxes.map((box) => [box.kind, box.left, box.width])).toEqual([["done", 70, 10], ["todo", 80, 20]]);
    expect(first!.seconds).toEqual({ done: 3600, todo: 7200, stop: 0 });
    expect(first!.marks.map((mark) => [mark.name, mark.left])).toEqual([["start", 70], ["now", 80]]);
    expect([drawn.rows[2]!.wells, drawn.rows[2]!.boxes]).toEqual([[], []]);
    expect(drawn.rows[4]!.marks.map((mark) => mark.name)).toEqual(["due"]);
  });

  it("folds days alike and loses nothing of them", () => {
    const stop = { from: "2026-01-05T08:00:00+08:00", to: "2026-07-01T08:00:00+08:00", kind: "stopped" as const, why: why("挂账"), amount: "9" };
    const days = [{ first: "2026-01-05", last: "2026-07-01", hours: HOURS }];
    const { rows } = band(stretches([stop], at("2026-03-01T09:00")), days, { start: at("2026-01-05T08:00"), now: at("2026-03-01T09:00") });
    expect(rows.length).toBeLessThan(20);
    expect(rows.reduce((sum, row) => sum + row.last - row.first + 1, 0)).toBe(178);
    expect(rows.reduce((sum, row) => sum + row.seconds.stop, 0)).toBe(177 * 8 * 3600);
    rows.slice(1).forEach((row, n) => expect(row.first).toBe(rows[n]!.last + 1));
  });

  it("is drawn where there are no working hours at all", () => {
    const { hours, rows } = band([], [], { start: NOW, now: NOW });
    expect([hours, rows.map((row) => row.boxes)]).toEqual([[0, 86400], [[]]]);
  });
});
