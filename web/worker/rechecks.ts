/** Closed cases of other grids that she is asked to look at again: kept like her tasks, answered through the outbox. */
import { computed, shallowReactive } from "vue";
import { ask, type Schema } from "@wangge/kit/api/client";
import { keep, kept } from "@wangge/kit/sync/store";
import { app, here } from "./state";

export type Recheck = Schema["Recheck"];

const EVERY = 5 * 60_000;
const MOST = 50;

export const rechecks = shallowReactive<{ list: readonly Recheck[]; at: number }>({ list: [], at: 0 });

/** Those that are still to be looked at: without what waits in the outbox, and what was received after the list came. */
export const toLookAt = computed<readonly Recheck[]>(() => {
  const items = app.outbox?.state.items ?? [];
  const answered = new Set(items.filter((item) => item.state === "waiting" || (item.receivedAt ?? 0) > rechecks.at).map((item) => item.about));
  return rechecks.list.filter((one) => !answered.has(`recheck:${one.id}`));
});

/** Pictures that the day pack takes along. */
export const recheckPictures = (): string[] => rechecks.list.flatMap((one) => [...one.before, ...one.after.slice(-1)]);

/** Reads what is kept on the phone. */
export async function openRechecks(): Promise<void> {
  const found = await kept<Recheck[]>(here().store, "rechecks");
  Object.assign(rechecks, { list: found?.value ?? [], at: found?.at ?? 0 });
}

/** Asks again, at most every five minutes unless it must be now. Raises `Refusal` and `Unreachable`. */
export async function fetchRechecks(now: boolean): Promise<void> {
  if (!now && Date.now() - rechecks.at < EVERY) return;
  const asked = Date.now();
  const { items } = await ask("get", "/api/v1/rechecks", { query: { state: "open", limit: MOST } });
  Object.assign(rechecks, { list: items, at: asked });
  await keep(here().store, "rechecks", items);
}

/** Nobody is here any more. */
export function forgetRechecks(): void {
  Object.assign(rechecks, { list: [], at: 0 });
}
