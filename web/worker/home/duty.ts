/** On duty or not, as the roster says; kept for the day. */
import { shallowReactive } from "vue";
import { ask } from "@wangge/kit/api/client";
import { keep, kept } from "@wangge/kit/sync/store";
import { serverNow } from "@wangge/kit/sync/clock";
import { hourOf } from "@wangge/kit/time";
import { here } from "../state";

interface Shift {
  starts_at: string;
  ends_at: string;
}

/** `known`: the roster speaks of her at all; without that nothing is said. */
export const duty = shallowReactive<{ known: boolean; now: string; next: Shift | null }>({ known: false, now: "", next: null });
const DAY = 86_400_000;

/** Asks for the shifts of her areas; what was kept stands until then. */
export async function fetchDuty(): Promise<void> {
  const { store, me } = here();
  const before = await kept<Shift[]>(store, "duty");
  if (before) show(before.value);
  const area = me.grants.find((grant) => grant.area)?.area;
  if (!area) return;
  try {
    const from = new Date(serverNow() - DAY).toISOString();
    const to = new Date(serverNow() + 7 * DAY).toISOString();
    const { items } = await ask("get", "/api/v1/rosters", { query: { area, from, to, limit: 200 } });
    const mine = items.filter((shift) => shift.person.id === me.id).map(({ starts_at, ends_at }) => ({ starts_at, ends_at }));
    await keep(store, "duty", mine);
    show(mine);
  } catch {
    // Not hers to see, or no network: what was kept stands.
  }
}

function show(shifts: readonly Shift[]): void {
  const at = serverNow();
  const now = shifts.find((shift) => Date.parse(shift.starts_at) <= at && at < Date.parse(shift.ends_at));
  const next = shifts.filter((shift) => Date.parse(shift.starts_at) > at).sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at))[0];
  Object.assign(duty, {
    known: shifts.length > 0,
    now: now ? `${hourOf(Date.parse(now.starts_at))}–${hourOf(Date.parse(now.ends_at))}` : "",
    next: next ?? null,
  });
}
