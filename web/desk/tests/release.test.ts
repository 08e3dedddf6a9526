import { describe, expect, it } from "vitest";
import { parts, places, type Span } from "../release/masking";
import { around, byKey, drawn, grown, LEAST, middle, moved, spotIn, STEP, type Shape } from "../release/shapes";

describe("a shape on a picture", () => {
  it("is drawn from spot to spot in any direction, and a tap is none", () => {
    expect(drawn("box", [[0.5, 0.6], [0.2, 0.3]])).toEqual({ shape: "box", x: 0.2, y: 0.3, w: 0.3, h: 0.3 });
    expect(drawn("ellipse", [[0.5, 0.5], [0.5, 0.9]])).toBeNull();
    expect(drawn("box", [])).toBeNull();
    expect(drawn("stroke", [[0.1, 0.1]])).toMatchObject({ shape: "stroke", points: [[0.1, 0.1]] });
  });

  it("keeps the ends of a long stroke and few points of it", () => {
    const long = Array.from({ length: 1500 }, (_, n): [number, number] => [n / 1500, 0.5]);
    const made = drawn("stroke", long)!;
    expect(made.points!.length).toBeLessThanOrEqual(401);
    expect([made.points![0], made.points![made.points!.length - 1]]).toEqual([long[0], long[1499]]);
  });

  it("is moved and sized by arrows and never leaves the picture", () => {
    let one: Shape = middle();
    for (let n = 0; n < 100; n++) one = byKey(one, "ArrowRight", false)!;
    expect(around(one)).toEqual({ x: 0.8, y: 0.4, w: 0.2, h: 0.2 });
    for (let n = 0; n < 100; n++) one = byKey(one, "ArrowLeft", true)!;
    expect(around(one).w).toBe(LEAST);
    expect(byKey(one, "ArrowDown", true)!.h).toBeCloseTo(0.2 + STEP);
    expect(byKey(one, "a", false)).toBeNull();
    const stroke: Shape = { shape: "stroke", points: [[0.1, 0.1], [0.2, 0.2]], width: 0.08 };
    expect(around(moved(stroke, -1, -1))).toMatchObject({ x: 0, y: 0 });
    expect(grown(stroke, -9, 0).width).toBe(0.01);
  });

  it("is measured in shares of what is shown", () => {
    expect(spotIn({ left: 10, top: 20, width: 200, height: 100 }, 110, 45)).toEqual([0.5, 0.25]);
    expect(spotIn({ left: 10, top: 20, width: 200, height: 100 }, 900, -5)).toEqual([1, 0]);
  });
});

const span = (start: number, end: number): Span => ({ start, end, sort: "name", label: { zh: "姓名", en: "Name" }, sure: false, mask: "〔姓名已隐去〕" });

describe("words for everybody", () => {
  it("come in parts that make the whole text", () => {
    const found = parts("我叫周建平，井盖响", [span(2, 5)], new Set(), [{ start: 6, end: 8 }]);
    expect(found.map((part) => part.text)).toEqual(["我叫", "周建平", "，", "井盖", "响"]);
    expect(found.map((part) => [part.span !== null, part.more])).toEqual([[false, false], [true, false], [false, false], [false, true], [false, false]]);
  });

  it("are counted in signs: a face of two units is one", () => {
    expect(parts("😀😀周建平", [span(2, 5)], new Set(), []).map((part) => part.text)).toEqual(["😀😀", "周建平"]);
    expect(places("😀井盖和井盖", "井盖")).toEqual([{ start: 1, end: 3 }, { start: 4, end: 6 }]);
    expect(places("abc", "")).toEqual([]);
    expect(places("aaa", "aa")).toEqual([{ start: 0, end: 2 }]);
  });

  it("become one where a word that is hidden touches one that was found", () => {
    const found = parts("我叫周建平，井盖响", [span(2, 5)], new Set(), [{ start: 4, end: 7 }]);
    expect(found.map((part) => [part.text, part.more])).toEqual([["我叫", false], ["周建平，井", true], ["盖响", false]]);
  });
});
