/** The ground around a point as paths of an SVG whose units are metres, north up. Pure. */
import { linesOf, offsetOf, type Point, polygonsOf, type Shape } from "@wangge/kit/place";
import { type Box, boxAround, type Feature } from "./ground";

export interface Stroke {
  key: string;
  /** Class of the sheet. */
  kind: string;
  d: string;
  /** Width of a line in metres; 0 for what is filled. */
  width: number;
}

const LINES: Readonly<Record<string, number>> = { road: 9, bridge: 9, railway: 4 };
const ORDER = ["block", "park", "square", "pitch", "water", "railway", "road", "bridge", "building"];

/** The path of a shape as seen from the middle. */
export function pathOf(shape: Shape, middle: Point): string {
  const closed = polygonsOf(shape).length > 0;
  return linesOf(shape)
    .map((line) => {
      const points = line.map(([lng, lat]) => offsetOf(middle, { lng: lng!, lat: lat! }));
      return points.map(([east, north], n) => `${n ? "L" : "M"}${east.toFixed(1)} ${(-north).toFixed(1)}`).join("") + (closed ? "Z" : "");
    })
    .join("");
}

/** Whether a shape may touch the box: by its own box alone. */
export function touches(shape: Shape, [west, south, east, north]: Box): boolean {
  let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const line of linesOf(shape)) {
    for (const [lng, lat] of line) {
      w = Math.min(w, lng!);
      e = Math.max(e, lng!);
      s = Math.min(s, lat!);
      n = Math.max(n, lat!);
    }
  }
  return w <= east && e >= west && s <= north && n >= south;
}

/** What is drawn so many metres around the middle, from the lowest to the topmost. */
export function strokesOf(features: readonly Feature[], middle: Point, metres: number): Stroke[] {
  const box = boxAround(middle, metres);
  return features
    .map((feature, n) => ({ feature, n, level: ORDER.indexOf(feature.properties.kind) }))
    .filter(({ feature, level }) => level >= 0 && touches(feature.geometry, box))
    .sort((a, b) => a.level - b.level || a.n - b.n)
    .map(({ feature, n }) => {
      const { kind, rank } = feature.properties;
      const line = polygonsOf(feature.geometry).length === 0;
      const width = line ? Math.max((LINES[kind] ?? 3) * (1.5 - 0.25 * rank), 3) : 0;
      return { key: `${kind}-${n}`, kind: line && kind !== "railway" ? "road" : kind, d: pathOf(feature.geometry, middle), width };
    });
}
