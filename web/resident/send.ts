/** Handing the report in: once, however often it is tried. */
import { Refusal, send, Unreachable } from "@wangge/kit/api/client";
import type { Place } from "./place";

/** What the server takes, without times. */
export interface Sent {
  key: string;
  words: string;
  place: Place | null;
  photos: string[];
  phone: string;
  /** The case that the sender says it is. */
  same_as?: string;
}

/** What came of it: the tracking code, and whether the report joined the case that was chosen. */
export interface Received {
  code: string;
  joined: boolean;
}

async function post(body: Sent): Promise<Received> {
  const now = new Date().toISOString();
  const answer = await send("POST", "/api/v1/public/reports", {
    body: JSON.stringify({ ...body, happened_at: now, sent_at: now }),
    headers: { "Content-Type": "application/json" },
  });
  try {
    const said = (await answer.json()) as Received;
    return { code: String(said.code), joined: Boolean(said.joined) };
  } catch (trouble) {
    throw new Unreachable(String(trouble));
  }
}

/**
 * Sends the report and returns its tracking code, and whether it joined another. `earlier` are sendings of the same key that got no answer: when one of
 * them had arrived, its code comes back and nothing is made a second time. Raises `Refusal` and `Unreachable`.
 */
export async function handIn(body: Sent, earlier: readonly Sent[]): Promise<Received> {
  try {
    return await post(body);
  } catch (trouble) {
    if (!(trouble instanceof Refusal) || trouble.code !== "key_reused") throw trouble;
    for (const one of [...earlier].reverse()) {
      try {
        return await post(one);
      } catch (again) {
        if (!(again instanceof Refusal) || again.code !== "key_reused") throw again;
      }
    }
    throw trouble;
  }
}
