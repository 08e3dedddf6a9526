/** Where the phone is: warmed up once, never waited for. */
import { shallowReactive } from "vue";
import type { Position } from "./photo";

export const where = shallowReactive<{ position: Position | null; refused: boolean }>({ position: null, refused: false });
let watching: number | null = null;
/** Older than this is where she was, not where she is (milliseconds). */
const FRESH = 120_000;

/** Begins to listen, once; call it where a page first has use for it, so that the question of the browser has a reason. */
export function warmUp(): void {
  if (watching !== null || !("geolocation" in navigator)) return;
  watching = navigator.geolocation.watchPosition(
    ({ coords, timestamp }) => {
      where.refused = false;
      where.position = { lng: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy, at: timestamp };
    },
    (trouble) => {
      if (trouble.code === trouble.PERMISSION_DENIED) where.refused = true;
    },
    { enableHighAccuracy: true, maximumAge: 30_000, timeout: 60_000 },
  );
}

/** Stops listening: a battery is for the whole day. */
export function coolDown(): void {
  if (watching !== null) navigator.geolocation.clearWatch(watching);
  watching = null;
}

/** The position if it is fresh enough to stand beside a photo. */
export function position(): Position | null {
  return where.position && Date.now() - where.position.at < FRESH ? where.position : null;
}

/** Metres between two points, by the plain formula of the sphere. */
export function metres(a: { lng: number; lat: number }, b: { lng: number; lat: number }): number {
  const rad = Math.PI / 180;
  const x = (b.lng - a.lng) * rad * Math.cos(((a.lat + b.lat) / 2) * rad);
  return Math.hypot(x, (b.lat - a.lat) * rad) * 6_371_000;
}
