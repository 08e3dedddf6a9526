/** The drawing of the ground in the colours of the house; no tiles, no foreign fonts. */
import type { GeoJSONSource, LngLatBounds, Map as Drawing, StyleSpecification } from "maplibre-gl";
import { Refusal, Unreachable, ask, type Schema } from "@wangge/kit/api/client";

const empty = { type: "FeatureCollection" as const, features: [] };
const source = () => ({ type: "geojson" as const, data: empty });
const FONT = ["PingFang SC", "Noto Sans CJK SC", "sans-serif"];
const wide = (near: number, far: number) => ["interpolate", ["exponential", 1.6], ["zoom"], 11, near, 18, far] as unknown as number;
const of = (...kinds: string[]) => ["in", ["get", "kind"], ["literal", kinds]] as unknown as boolean;

/** Sources `ground`, `areas`, `names`, `own`, `around`, empty until they are filled. */
export function style(): StyleSpecification {
  return {
    version: 8,
    sources: { ground: source(), areas: source(), names: source(), own: source(), around: source() },
    layers: [
      { id: "paper", type: "background", paint: { "background-color": "#fdfcfa" } },
      { id: "block", type: "fill", source: "ground", filter: of("block"), paint: { "fill-color": "#efeae1" } },
      { id: "park", type: "fill", source: "ground", filter: of("park"), paint: { "fill-color": "#d2e4ca" } },
      { id: "square", type: "fill", source: "ground", filter: of("square"), paint: { "fill-color": "#ebe3d0" } },
      { id: "pitch", type: "fill", source: "ground", filter: of("pitch"), paint: { "fill-color": "#c4dcb6" } },
      { id: "water", type: "fill", source: "ground", filter: ["all", of("water"), ["==", ["geometry-type"], "Polygon"]] as never, paint: { "fill-color": "#b7d3ea" } },
      { id: "river", type: "line", source: "ground", filter: ["all", of("water"), ["==", ["geometry-type"], "LineString"]] as never, paint: { "line-color": "#b7d3ea", "line-width": wide(1, 10) } },
      { id: "edge", type: "line", source: "ground", filter: of("road", "bridge"), layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": "#cfc6b5", "line-width": wide(1.6, 17) } },
      { id: "road", type: "line", source: "ground", filter: of("road", "bridge"), layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": "#ffffff", "line-width": wide(1, 14) } },
      { id: "rail", type: "line", source: "ground", filter: of("railway"), paint: { "line-color": "#7d8791", "line-width": wide(1, 3) } },
      { id: "building", type: "fill", source: "ground", filter: of("building"), paint: { "fill-color": "#dbd1bf", "fill-outline-color": "#c9bea9" } },
      { id: "areas", type: "line", source: "areas", paint: { "line-color": "#5f7ea3", "line-width": 1.2, "line-dasharray": [5, 3] } },
      { id: "own-wash", type: "fill", source: "own", paint: { "fill-color": "#0b57a4", "fill-opacity": 0.07 } },
      { id: "own", type: "line", source: "own", paint: { "line-color": "#0b57a4", "line-width": 2.4 } },
      { id: "around", type: "line", source: "around", paint: { "line-color": "#0b57a4", "line-width": 1.4, "line-dasharray": [3, 2] } },
      {
        id: "names", type: "symbol", source: "ground", filter: ["all", of("road", "railway"), ["has", "name"]] as never, minzoom: 13,
        layout: { "symbol-placement": "line", "text-field": ["get", "name"] as never, "text-font": FONT, "text-size": 12, "symbol-spacing": 320 },
        paint: { "text-color": "#4a5561", "text-halo-color": "#ffffff", "text-halo-width": 1.6 },
      },
      {
        id: "waters", type: "symbol", source: "ground", filter: ["all", of("water", "park", "square"), ["has", "name"]] as never,
        layout: { "text-field": ["get", "name"] as never, "text-font": FONT, "text-size": 13, "text-letter-spacing": 0.12 },
        paint: { "text-color": "#2f5b86", "text-halo-color": "#ffffff", "text-halo-width": 1.2 },
      },
      {
        id: "area-names", type: "symbol", source: "names",
        layout: { "text-field": ["get", "name"] as never, "text-font": FONT, "text-size": 14 },
        paint: { "text-color": "#16202b", "text-halo-color": "#ffffff", "text-halo-width": 2 },
      },
    ],
  };
}

/** The server counts zooms by tiles of 256 pixels, the drawing by 512. */
const zoomOf = (drawing: Drawing): number => Math.max(0, Math.min(22, Math.floor(drawing.getZoom() + 1)));

function boxOf(bounds: LngLatBounds): string {
  const [west, south, east, north] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  const [x, y] = [(east - west) * 0.25, (north - south) * 0.25];
  return [west - x, south - y, east + x, north + y].map((degree) => degree.toFixed(5)).join(",");
}

function fill(drawing: Drawing, name: string, data: unknown): void {
  (drawing.getSource(name) as GeoJSONSource | undefined)?.setData(data as never);
}

const levelAt = (zoom: number): Schema["Level"] => (zoom < 13 ? "street" : zoom < 16 ? "community" : "grid");

/** Draws what lies in the window. What the server does not answer stays as it was. */
export async function drawGround(drawing: Drawing, district: string): Promise<void> {
  const zoom = zoomOf(drawing);
  const bbox = boxOf(drawing.getBounds());
  try {
    const [ground, areas] = await Promise.all([
      ask("get", "/api/v1/map/ground", { query: { bbox, zoom } }),
      ask("get", "/api/v1/map/areas", { query: { within: district, level: levelAt(zoom), zoom } }),
    ]);
    fill(drawing, "ground", ground);
    fill(drawing, "areas", areas);
    // A name stands once, in the middle; an outline that is cut into tiles would say it in each.
    const middles = (areas as Schema["MapAreas"]).features.map(({ properties, geometry }) => {
      const [west, south, east, north] = boxAround(cornersOf(geometry));
      return { type: "Feature", properties, geometry: { type: "Point", coordinates: [(west + east) / 2, (south + north) / 2] } };
    });
    fill(drawing, "names", { type: "FeatureCollection", features: middles });
  } catch (trouble) {
    if (!(trouble instanceof Refusal) && !(trouble instanceof Unreachable)) throw trouble;
  }
}

/** Outlines an area; null takes the outline away. */
export function outline(drawing: Drawing, drawn: Schema["Outline"] | null): void {
  fill(drawing, "own", drawn ? { type: "Feature", properties: {}, geometry: drawn } : empty);
}

/** A circle of some metres around a point; null takes it away. */
export function circle(drawing: Drawing, point: Schema["Point"] | null, metres = 30): void {
  if (!point) return fill(drawing, "around", empty);
  const up = metres / 111_195;
  const along = up / Math.cos((point.lat * Math.PI) / 180);
  const ring = Array.from({ length: 49 }, (_, n) => [point.lng + along * Math.cos((n * Math.PI) / 24), point.lat + up * Math.sin((n * Math.PI) / 24)]);
  fill(drawing, "around", { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [ring] } });
}

/** The box around an outline: west, south, east, north. */
export function boxAround(points: readonly (readonly [number, number])[]): [number, number, number, number] {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

export function cornersOf(drawn: { coordinates: unknown[] }): [number, number][] {
  const found: [number, number][] = [];
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (typeof part[0] === "number") found.push([part[0], part[1] as number]);
    else part.forEach(walk);
  };
  walk(drawn.coordinates);
  return found;
}
