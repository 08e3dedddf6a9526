/** How a point is said in words: by what has a name around it. Pure. */
import { areaAround, nearestOn, offsetOf, type Point } from "@wangge/kit/place";
import type { Area, Feature } from "./ground";

export interface Nearby {
  name: string;
  metres: number;
  point: Point;
  /** Where it lies as seen from the point. */
  side: Side | null;
}
export type Side = "n" | "ne" | "e" | "se" | "s" | "sw" | "w" | "nw";
const SIDES: readonly Side[] = ["n", "ne", "e", "se", "s", "sw", "w", "nw"];

/** Beyond this nobody would say a place by it (metres). */
const FAR = 250;

/** The direction of an offset; null on the spot. */
export function sideOf([east, north]: readonly [number, number]): Side | null {
  if (Math.hypot(east, north) < 1) return null;
  const turn = Math.round(Math.atan2(east, north) / (Math.PI / 4));
  return SIDES[(turn + 8) % 8]!;
}

/** What has a name around the point, the nearest first, each name once. */
export function nearby(features: readonly Feature[], from: Point, most = 8): Nearby[] {
  const found = new Map<string, Nearby>();
  for (const feature of features) {
    const name = feature.properties.name;
    if (!name) continue;
    const nearest = nearestOn(feature.geometry, from);
    if (!nearest || nearest.metres > FAR || nearest.metres >= (found.get(name)?.metres ?? Infinity)) continue;
    found.set(name, { name, metres: nearest.metres, point: nearest.point, side: sideOf(offsetOf(from, nearest.point)) });
  }
  return [...found.values()].sort((a, b) => a.metres - b.metres).slice(0, most);
}

/** The grid around a point as far as the outlines go. */
export function gridAt(areas: readonly Area[], point: Point): { code: string; name: string } | null {
  const found = areaAround(areas, point);
  return found ? { code: found.properties.code, name: found.properties.name } : null;
}
