/** The ground and the boxes that it is kept and drawn for. Pure. */
import type { Schema } from "@wangge/kit/api/client";
import { moved, type Point, polygonsOf, type Shape } from "@wangge/kit/place";

export type Area = Schema["AreaFeature"] & { geometry: Shape };
export type Feature = Schema["GroundFeature"] & { geometry: Shape };

export interface Ground {
  /** Code of the own area, and of the community around it. */
  own: string;
  community: string;
  areas: Area[];
  /** What `features` are complete for: west, south, east, north. */
  box: Box;
  features: Feature[];
}
export type Box = readonly [west: number, south: number, east: number, north: number];

/** The box around a point, so many metres to every side. Pure. */
export function boxAround(point: Point, metres: number): Box {
  const low = moved(point, -metres, -metres);
  const high = moved(point, metres, metres);
  return [low.lng, low.lat, high.lng, high.lat];
}

/** Whether the box around the point lies in a larger one. Pure. */
export function covers(box: Box, point: Point, metres: number): boolean {
  const [west, south, east, north] = boxAround(point, metres);
  return west >= box[0] && south >= box[1] && east <= box[2] && north <= box[3];
}

/** The box around shapes, and so many metres more; null for none. Pure. */
export function boxOf(shapes: readonly Shape[], beyond: number): Box | null {
  const all = shapes.flatMap((shape) => polygonsOf(shape).flat(2)) as (readonly [number, number])[];
  if (!all.length) return null;
  const lngs = all.map(([lng]) => lng);
  const lats = all.map(([, lat]) => lat);
  const low = moved({ lat: Math.min(...lats), lng: Math.min(...lngs) }, -beyond, -beyond);
  const high = moved({ lat: Math.max(...lats), lng: Math.max(...lngs) }, beyond, beyond);
  return [low.lng, low.lat, high.lng, high.lat];
}

/** Centre of an area's outline, roughly: where a map begins when nothing better is known. Pure. */
export function middleOf(box: Box): Point {
  return { lng: (box[0] + box[2]) / 2, lat: (box[1] + box[3]) / 2 };
}
