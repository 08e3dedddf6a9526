/** What the phone says of a photo it took: sent beside it, for people to look at; nothing is refused by it. Pure. */
import type { LocalFile } from "./store";

/**
 * The mark of a file as text, empty where nothing is known of it. `takenAt` is when it was made as the phone's clock would
 * show it now, `now` what that clock shows (milliseconds).
 */
export function markOf(file: LocalFile, takenAt: number, now: number): string {
  const facts = file.facts;
  if (!facts) return "";
  const { position } = facts;
  return JSON.stringify({
    source: facts.source ?? "gallery",
    taken_at: new Date(takenAt).toISOString(),
    sent_at: new Date(now).toISOString(),
    ...(position ? { lat: position.lat, lng: position.lng, accuracy_m: Math.round(position.accuracy) } : {}),
    ...(facts.sha256 ? { sha256: facts.sha256 } : {}),
  });
}
