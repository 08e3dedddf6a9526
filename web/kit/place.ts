/** What lies at a point, and which fix of the phone to believe. Points are WGS-84 degrees, lengths metres. Pure. */

export interface Point {
  lat: number;
  lng: number;
}
/** A position with its accuracy (metres, 68 %) and when it was taken (milliseconds). */
export interface Fix extends Point {
  accuracy: number;
  at: number;
}
/** What of GeoJSON the ground and the outlines are made of; positions are [lng, lat]. */
export interface Shape {
  type: string;
  coordinates: unknown;
}
type Ring = readonly (readonly number[])[];

const METRES_A_DEGREE = 111_195;
/** A fix this old says less than any new one (milliseconds). */
const STALE = 30_000;
/** Nothing more exact than this is expected of a phone (metres). */
const FINE = 15;

/** Metres east and north of `from`; exact enough within a district. */
export function offsetOf(from: Point, to: Point): [east: number, north: number] {
  const narrow = Math.cos((from.lat * Math.PI) / 180);
  return [(to.lng - from.lng) * METRES_A_DEGREE * narrow, (to.lat - from.lat) * METRES_A_DEGREE];
}

/** The point so many metres east and north. */
export function moved(from: Point, east: number, north: number): Point {
  const narrow = Math.cos((from.lat * Math.PI) / 180);
  return { lat: from.lat + north / METRES_A_DEGREE, lng: from.lng + east / (METRES_A_DEGREE * narrow) };
}

export function metresBetween(a: Point, b: Point): number {
  return Math.hypot(...offsetOf(a, b));
}

/** The polygons of a shape: rings of [lng, lat], the first one outside, the others holes. */
export function polygonsOf(shape: Shape): readonly (readonly Ring[])[] {
  if (shape.type === "Polygon") return [shape.coordinates as Ring[]];
  if (shape.type === "MultiPolygon") return shape.coordinates as Ring[][];
  return [];
}

/** The lines of a shape, the rings of polygons among them. */
export function linesOf(shape: Shape): readonly Ring[] {
  if (shape.type === "LineString") return [shape.coordinates as Ring];
  if (shape.type === "MultiLineString") return shape.coordinates as Ring[];
  return polygonsOf(shape).flat();
}

/** Whether a ray to the east crosses the ring an odd number of times. */
function around(ring: Ring, point: Point): boolean {
  let within = false;
  for (let n = 0, before = ring.length - 1; n < ring.length; before = n++) {
    const [x1, y1] = ring[n] as [number, number];
    const [x2, y2] = ring[before] as [number, number];
    if (y1 > point.lat !== y2 > point.lat && point.lng < ((x2 - x1) * (point.lat - y1)) / (y2 - y1) + x1) within = !within;
  }
  return within;
}

/** Whether the point lies in the shape and in none of its holes. */
export function inside(shape: Shape, point: Point): boolean {
  return polygonsOf(shape).some(([outer, ...holes]) => !!outer && around(outer, point) && !holes.some((hole) => around(hole, point)));
}

/** The first feature around the point. */
export function areaAround<F extends { geometry: Shape }>(features: readonly F[], point: Point): F | null {
  return features.find((feature) => inside(feature.geometry, point)) ?? null;
}

/** The point of a shape that is nearest to `from`, and how far it is; null for an empty one. Inside an area it is 0. */
export function nearestOn(shape: Shape, from: Point): { metres: number; point: Point } | null {
  if (inside(shape, from)) return { metres: 0, point: { lat: from.lat, lng: from.lng } };
  let found: { metres: number; point: Point } | null = null;
  for (const line of linesOf(shape)) {
    const flat = line.map(([lng, lat]) => offsetOf(from, { lat: lat!, lng: lng! }));
    flat.forEach(([x, y], n) => {
      const [x0, y0] = flat[Math.max(n - 1, 0)]!;
      const [dx, dy] = [x - x0, y - y0];
      const long = dx * dx + dy * dy;
      const share = long ? Math.min(Math.max(-(x0 * dx + y0 * dy) / long, 0), 1) : 0;
      const [east, north] = [x0 + share * dx, y0 + share * dy];
      const metres = Math.hypot(east, north);
      if (!found || metres < found.metres) found = { metres, point: moved(from, east, north) };
    });
  }
  return found;
}

/** Which of two fixes to keep: the newer one, unless the older one is fresh and more exact. */
export function better(kept: Fix | null, next: Fix): Fix {
  if (!kept || next.accuracy <= Math.max(kept.accuracy, FINE)) return next;
  const apart = metresBetween(kept, next);
  return next.at - kept.at > STALE || apart > kept.accuracy + next.accuracy ? next : kept;
}
