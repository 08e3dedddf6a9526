/** What may be sent next, and when again. Pure. */
import type { Item } from "./store";

/** Seconds between two tries: 1, 2, 4 … at most five minutes, shifted a little so that a street does not come at once. */
export function pause(tries: number, chance: number): number {
  return Math.min(2 ** Math.max(tries - 1, 0), 300) * (0.75 + chance / 2);
}

/**
 * The items that may go now, the oldest first. Of several about one thing only the first one that waits may go; one that
 * needs the person steps aside and holds up nobody but those that need its answer.
 */
export function ready(items: readonly Item[], now: number): Item[] {
  const held = new Set<string>();
  const byKey = new Map(items.map((item) => [item.key, item]));
  const found: Item[] = [];
  for (const item of [...items].sort((a, b) => a.order - b.order)) {
    if (item.state !== "waiting" || held.has(item.about)) continue;
    held.add(item.about);
    const before = item.after === null ? null : byKey.get(item.after);
    if (before && before.state !== "received") continue;
    if (item.nextAt <= now) found.push(item);
  }
  return found;
}

/** When the next item may be tried, or null while none waits. */
export function wakeAt(items: readonly Item[], now: number): number | null {
  const times = ready(items, Infinity).map((item) => Math.max(item.nextAt, now));
  return times.length ? Math.min(...times) : null;
}

/**
 * Whether the same thing may well succeed later without anybody changing it; 426 asks for a newer app, 460 is a part
 * damaged on its way.
 */
export function passes(status: number, code: string): boolean {
  return [408, 425, 426, 429, 460].includes(status) || status >= 500 || code === "offset_wrong";
}
