/** What I was told, kept for when there is no network; a mark of our own for what was looked at on this phone. */
import { shallowReactive } from "vue";
import { ask, Refusal, type Schema } from "@wangge/kit/api/client";
import { keep, kept } from "@wangge/kit/sync/store";
import { here } from "./state";

type Notices = Schema["Notices"];

export const messages = shallowReactive<{ found: Notices | null; at: number; away: boolean }>({ found: null, at: 0, away: false });

export async function openMessages(): Promise<void> {
  const found = await kept<Notices>(here().store, "notices");
  Object.assign(messages, { found: found?.value ?? null, at: found?.at ?? 0, away: false });
}

/** Asks for the newest page. Raises `Unreachable`, and `Refusal` where nobody is signed in. */
export async function fetchMessages(): Promise<void> {
  try {
    const found = await ask("get", "/api/v1/notices", { query: { limit: 50 } });
    Object.assign(messages, { found, at: Date.now(), away: false });
    await keep(here().store, "notices", found);
  } catch (trouble) {
    if (!(trouble instanceof Refusal) || trouble.status === 401) throw trouble;
    messages.away = true;
  }
}

export function forgetMessages(): void {
  Object.assign(messages, { found: null, at: 0, away: false });
}
