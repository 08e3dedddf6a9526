/** The pure parts of reporting: where a point lies, which fix is believed, which kinds are offered, what goes out. */
import { describe, expect, it } from "vitest";
import { areaAround, better, type Fix, inside, metresBetween, moved, nearestOn } from "../../kit/place";
import { type Chosen, filesOf, itemOf, newDraft, read, settled } from "../report/draft";
import { pathOf, strokesOf } from "../report/drawing";
import { guessed, type Kind, searched, withChosen } from "../report/kinds";
import { gridAt, nearby, sideOf } from "../report/names";
import { type Area, boxAround, boxOf, covers, type Feature } from "../report/ground";
import { deedsOf, placeFact } from "../report/submit";

const HERE = { lat: 41.1965, lng: 122.0568 };
const square = (west: number, south: number, side: number) => [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]];

describe("a point", () => {
  const ring = { type: "Polygon", coordinates: [square(0, 0, 10), square(4, 4, 2)] };

  it("lies in an outline but not in its hole, and not beyond", () => {
    expect(inside(ring, { lat: 1, lng: 1 })).toBe(true);
    expect(inside(ring, { lat: 5, lng: 5 })).toBe(false);
    expect(inside(ring, { lat: 11, lng: 5 })).toBe(false);
    expect(inside(ring, { lat: 5, lng: -0.1 })).toBe(false);
  });

  it("lies in one of many parts, in no line, and beside the notch of a bent outline", () => {
    const parts = { type: "MultiPolygon", coordinates: [[square(0, 0, 1)], [square(5, 5, 1)]] };
    expect(inside(parts, { lat: 5.5, lng: 5.5 })).toBe(true);
    expect(inside(parts, { lat: 3, lng: 3 })).toBe(false);
    expect(inside({ type: "LineString", coordinates: square(0, 0, 10) }, { lat: 1, lng: 1 })).toBe(false);
    const bent = { type: "Polygon", coordinates: [[[0, 0], [10, 0], [10, 10], [5, 2], [0, 10], [0, 0]]] };
    expect(inside(bent, { lat: 8, lng: 5 })).toBe(false);
    expect(inside(bent, { lat: 1, lng: 5 })).toBe(true);
  });

  it("lies in exactly one of two grids that share a border", () => {
    const grids = [0, 1].map((n) => ({ name: n, geometry: { type: "Polygon", coordinates: [square(n, 0, 1)] } }));
    for (const lng of [0.5, 0.999999, 1, 1.000001, 1.5]) expect(grids.filter((grid) => inside(grid.geometry, { lat: 0.5, lng })).length).toBe(1);
    expect(areaAround(grids, { lat: 0.5, lng: 1.5 })?.name).toBe(1);
    expect(areaAround(grids, { lat: 2, lng: 1 })).toBeNull();
  });

  it("is so many metres from another, whichever way", () => {
    expect(metresBetween(HERE, { lat: HERE.lat + 0.001, lng: HERE.lng })).toBeCloseTo(111.2, 0);
    expect(metresBetween(HERE, { lat: HERE.lat, lng: HERE.lng + 0.001 })).toBeCloseTo(83.7, 0);
    for (const [east, north] of [[10, 0], [0, -10], [-300, 400]] as const) {
      expect(metresBetween(HERE, moved(HERE, east, north))).toBeCloseTo(Math.hypot(east, north), 2);
    }
  });

  it("is nearest to the middle of a line, to its end, and to an area that it stands in", () => {
    const at = (east: number, north: number) => {
      const point = moved(HERE, east, north);
      return [point.lng, point.lat];
    };
    expect(nearestOn({ type: "LineString", coordinates: [at(-50, 20), at(50, 20)] }, HERE)?.metres).toBeCloseTo(20, 1);
    expect(nearestOn({ type: "LineString", coordinates: [at(30, 40), at(90, 40)] }, HERE)?.metres).toBeCloseTo(50, 1);
    expect(nearestOn({ type: "Polygon", coordinates: [[at(-5, -5), at(5, -5), at(5, 5), at(-5, 5), at(-5, -5)]] }, HERE)?.metres).toBe(0);
    expect(nearestOn({ type: "GeometryCollection", coordinates: [] }, HERE)).toBeNull();
  });
});

describe("a fix", () => {
  const fix = (accuracy: number, at: number, east = 0): Fix => ({ ...moved(HERE, east, 0), accuracy, at });

  it("is kept until a better one comes, she has gone elsewhere, or it is old", () => {
    expect(better(null, fix(900, 0)).accuracy).toBe(900);
    expect(better(fix(8, 0), fix(60, 5_000)).accuracy).toBe(8);
    expect(better(fix(60, 0), fix(8, 5_000)).accuracy).toBe(8);
    expect(better(fix(8, 0), fix(60, 5_000, 100)).accuracy).toBe(60);
    expect(better(fix(8, 0), fix(60, 31_000)).accuracy).toBe(60);
    expect(better(fix(5, 0), fix(12, 1_000)).at).toBe(1_000);
  });

  it("belongs to the photo if it comes soon after, and never takes the place that a hand has set", () => {
    const first = settled(null, fix(40, 1_000), 0);
    expect(first).toMatchObject({ by: "phone", accuracy: 40, at: 1_000 });
    expect(settled(first, fix(8, 60_000), 0)?.accuracy).toBe(8);
    expect(settled(first, fix(90, 60_000), 0)?.accuracy).toBe(40);
    expect(settled(first, fix(8, 130_000), 0)?.accuracy).toBe(40);
    expect(settled(null, fix(8, 600_000), 0)).toBeNull();
    expect(settled(null, null, 0)).toBeNull();
    const byHand: Chosen = { by: "hand", lat: 1, lng: 2, accuracy: null, address: "", code: "", at: 0 };
    expect(settled(byHand, fix(8, 1_000), 0)).toBe(byHand);
  });
});

const kind = (code: string, zh: string, more: Partial<Kind> = {}) =>
  ({ code, name: { zh, en: `kind ${code}` }, flow: "matters", limit: { zh: "", en: "" }, words: "", usual: false, conditions: 0, here: 0, blocked: null, ...more }) as Kind;

describe("kinds", () => {
  const kinds = [kind("D", "占道", { here: 2 }), kind("B", "垃圾", { usual: true, here: 9 }), kind("A", "井盖", { usual: true }), kind("C", "路灯"), kind("E", "积水", { usual: true })];

  it("are guessed by what is frequent here, then by what is usual, three at most", () => {
    expect(guessed(kinds).map((one) => one.code)).toEqual(["D", "B", "A"]);
    expect(guessed(kinds.map((one) => ({ ...one, here: 0 }))).map((one) => one.code)).toEqual(["B", "A", "E"]);
    expect(guessed([])).toEqual([]);
  });

  it("show the chosen one even where it was not guessed", () => {
    const offered = guessed(kinds);
    expect(withChosen(offered, kinds[3]).map((one) => one.code)).toEqual(["C", "D", "B"]);
    expect(withChosen(offered, kinds[1])).toEqual(offered);
    expect(withChosen(offered, undefined)).toEqual(offered);
  });

  it("are found by name, code, English, usual words and more than the catalogue has", () => {
    const all = [kind("E0504", "下水道堵塞"), kind("C0103", "雨水井盖", { words: "井盖 窨井" }), kind("C0102", "污水井盖")];
    const codes = (text: string) => searched(all, text).map((one) => one.code);
    expect(codes("井盖")).toEqual(["C0103", "C0102"]);
    expect(codes("窨井盖破了")).toEqual(["C0103"]);
    expect(codes("污水")).toEqual(["C0102"]);
    expect(codes("KIND e05")).toEqual(["E0504"]);
    expect(codes("  ")).toHaveLength(3);
    expect(codes("飞碟")).toEqual([]);
  });
});

const area = (code: string, name: string, east: number): Area =>
  ({ type: "Feature", properties: { code, name, level: "grid" }, geometry: { type: "Polygon", coordinates: [[[east, -100], [east + 200, -100], [east + 200, 100], [east, 100], [east, -100]].map(([x, y]) => {
    const point = moved(HERE, x!, y!);
    return [point.lng, point.lat];
  })] } }) as Area;
const road = (name: string | null, north: number): Feature =>
  ({ type: "Feature", properties: { kind: "road", rank: 2, ...(name ? { name } : {}) }, geometry: { type: "LineString", coordinates: [-80, 80].map((east) => {
    const point = moved(HERE, east, north);
    return [point.lng, point.lat];
  }) } }) as Feature;

describe("the ground", () => {
  it("names the grid and what is around, the nearest first, each name once, with its side", () => {
    expect(gridAt([area("1", "第 1 网格", -200), area("2", "第 2 网格", 0)], moved(HERE, 30, 0))?.name).toBe("第 2 网格");
    expect(gridAt([], HERE)).toBeNull();
    const found = nearby([road("河景街", 60), road(null, 1), road("延风路", -20), road("河景街", 90), road("远路", 900)], HERE);
    expect(found.map((one) => [one.name, Math.round(one.metres), one.side])).toEqual([["延风路", 20, "s"], ["河景街", 60, "n"]]);
    expect([sideOf([10, 10]), sideOf([-10, 0]), sideOf([0, 0]), sideOf([-10, -10]), sideOf([10, -10])]).toEqual(["ne", "w", null, "sw", "se"]);
  });

  it("is drawn in metres, north up, water below roads, and only what is near", () => {
    expect(pathOf(road("x", 60).geometry, HERE)).toBe("M-80.0 -60.0L80.0 -60.0");
    const water = { ...area("w", "", 0), properties: { kind: "water", rank: 1 } } as unknown as Feature;
    expect(strokesOf([road("x", 60), water, road("远路", 900)], HERE, 120).map((stroke) => [stroke.kind, stroke.width > 0])).toEqual([["water", false], ["road", true]]);
  });

  it("is kept for a box that covers what lies in it", () => {
    const box = boxOf([area("1", "", -200).geometry, area("2", "", 0).geometry], 50)!;
    expect(covers(box, HERE, 140)).toBe(true);
    expect(covers(box, HERE, 160)).toBe(false);
    expect(covers(boxAround(HERE, 100), HERE, 99)).toBe(true);
    expect(boxOf([], 50)).toBeNull();
  });
});

const said = { title: "题", poor: (n: number) => `±${n}`, outside: (lat: number, lng: number) => `@${lat},${lng}`, again: "同上", same: (n: string) => `同 ${n}` };
const phone: Chosen = { by: "phone", lat: 41.19650004, lng: 122.0568, accuracy: 8, address: "延风路", code: "", at: 0 };

describe("a draft", () => {
  it("reads what an earlier edition kept, and nothing that is none", () => {
    expect(read({ report: "r", photos: ["p"], madeAt: 7 })).toEqual({ ...newDraft("r", 7), photos: ["p"] });
    for (const other of [null, undefined, 7, "x", {}, { report: "r" }]) expect(read(other)).toBeNull();
    expect(read(JSON.parse(JSON.stringify({ ...newDraft("r", 7), words: "堵了", after: ["q"] })))).toEqual({ ...newDraft("r", 7), words: "堵了", after: ["q"] });
  });

  it("knows all its files and what was made of it", () => {
    const draft = { ...newDraft("r", 0), photos: ["a", "b"], after: ["c"], voice: "v" };
    expect(filesOf(draft)).toEqual(["a", "b", "c", "v"]);
    const items = [{ facts: {}, files: ["c"] }, { facts: { id: "other" }, files: ["x"] }] as never[];
    expect(itemOf(items, draft)).toBeUndefined();
    expect(itemOf([...items, { key: "k", facts: { id: "r" }, files: [] } as never], draft)?.key).toBe("k");
    expect(itemOf([...items, { key: "m", facts: {}, files: ["v"] } as never], draft)?.key).toBe("m");
  });

  it("sends its place as the server takes it", () => {
    expect(placeFact(phone, "inside", said)).toEqual({ lat: 41.1965, lng: 122.0568, datum: "wgs84", address: "延风路" });
    expect(placeFact({ ...phone, accuracy: 120 }, "unknown", said)?.address).toBe("延风路 ±120");
    expect(placeFact(phone, "outside", said)).toEqual({ address: "延风路 @41.19650004,122.0568" });
    expect(placeFact({ ...phone, by: "code", code: "211102005013001-01" }, "inside", said)).toEqual({ building: "211102005013001-01" });
    expect(placeFact({ ...phone, by: "hand", lat: null, lng: null }, "unknown", said)).toEqual({ address: "延风路" });
    expect(placeFact({ ...phone, lat: null, lng: null, address: "" }, "unknown", said)).toBeNull();
    expect(placeFact(null, "unknown", said)).toBeNull();
  });

  it("becomes a report with its recording last, and a second deed where it was put right at once", () => {
    const draft = { ...newDraft("r", 0), photos: ["a", "b"], voice: "v", after: ["c"], words: " 堵了 ", solved: true };
    const [report, solve] = deedsOf(draft, "E0504", { address: "x" }, said);
    expect(report).toMatchObject({ verb: "report", report: "r", title: "题", facts: { words: "堵了", kind: "E0504", place: { address: "x" } } });
    expect(report.files?.map((file) => file.id)).toEqual(["a", "b", "v"]);
    expect(solve).toMatchObject({ verb: "solve", facts: {} });
    expect(solve?.files?.map((file) => file.id)).toEqual(["c"]);
    expect(deedsOf({ ...draft, solved: false }, "", null, said)).toMatchObject([{ facts: { words: "堵了" } }, null]);
    expect(deedsOf({ ...draft, solved: false }, "", null, said)[0].facts).toEqual({ words: "堵了" });
  });

  it("names the case that it is the same as, and joins it with its own words and pictures", () => {
    const joins = { id: "case", number: "211102-1", title: "", mine: true };
    const draft = { ...newDraft("r", 0), photos: ["a"], solved: true, joins };
    expect(deedsOf(draft, "E0504", null, said)).toMatchObject([
      { verb: "report", report: "r", facts: { words: "同上", kind: "E0504", same_as: "case" } }, null,
    ]);
    expect(deedsOf({ ...draft, words: "又堵了", joins: { ...joins, mine: false } }, "E0504", null, said)).toMatchObject([
      { verb: "report", report: "r", facts: { words: "又堵了", kind: "E0504", same_as: "case" } }, null,
    ]);
  });
});
