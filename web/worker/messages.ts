/** What I was told, kept for when there is no network; a mark of our own for what was looked at on this phone. */
import { shallowReactive } from "vue";
import { Refusal, send } from "@wangge/kit/api/client";
import type { Notices } from "@wangge/kit/api/coming";
import { keep, kept } from "@wangge/kit/sync/store";
import { here } from "./state";

export const messages = shallowReactive<{ found: Notices | null; at: number; away: boolean }>({ found: null, at: 0, away: false });

export async function openMessages(): Promise<void> {
  const found = await kept<Notices>(here().store, "notices");
  Object.assign(messages, { found: found?.value ?? null, at: found?.at ?? 0, away: false });
}

/** Asks for the newest page. A server without notices says 404: then there are none. Raises `Unreachable`. */
export async function fetchMessages(): Promise<void> {
  try {
    const found = (await (await send("GET", "/api/v1/notices?limit=50")).json()) as Notices;
    Object.assign(messages, { found, at: Date.now(), away: false });
    await keep(here().store, "notices", found).catch(() => undefined);
  } catch (trouble) {
    if (!(trouble instanceof Refusal) || trouble.status === 401) throw trouble;
    messages.away = true;
  }
}

export function forgetMessages(): void {
  Object.assign(messages, { found: null, at: 0, away: false });
}
