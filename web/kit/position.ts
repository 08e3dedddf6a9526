/** Where the phone is: warmed up once, never waited for. */
import { shallowReactive } from "vue";
import type { Position } from "./photo";

export const where = shallowReactive<{ position: Position | null; refused: boolean }>({ position: null, refused: false });
let watching = false;
/** Older than this is where she was, not where she is (milliseconds). */
const FRESH = 120_000;

/** Begins to listen, once; call it where a page first has use for it, so that the question of the browser has a reason. */
export function warmUp(): void {
  if (watching || !("geolocation" in navigator)) return;
  watching = true;
  navigator.geolocation.watchPosition(
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

/** The position if it is fresh enough to stand beside a photo. */
export function position(): Position | null {
  return where.position && Date.now() - where.position.at < FRESH ? where.position : null;
}
