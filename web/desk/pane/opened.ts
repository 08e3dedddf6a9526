/** The case that is open: what is known of it, looked at again in place when something happens to it. */
import { reactive } from "vue";
import { Refusal, Unreachable, ask, sentenceOf, worthAsking, type Schema } from "@wangge/kit/api/client";
import type { CaseFile, NearCase, Whole } from "../shapes";

export interface Shown {
  id: string;
  type: string;
  when: CaseFile["when"];
  mark: CaseFile["mark"];
  entry: Schema["Entry"];
}

export interface Opened {
  case: Whole | null;
  entries: Schema["Entry"][];
  near: NearCase[];
  /** Why it cannot be shown: the server's sentence, or `away`. */
  trouble: string;
  /** Whether it may help to ask again. */
  again: boolean;
  /** What others did while it was open, in words; empty when nothing. */
  news: string;
}

export function opened(id: string) {
  const own = reactive<Opened>({ case: null, entries: [], near: [], trouble: "", again: true, news: "" });
  let seq = "";

  /** Asks for the case and its history; what is shown stays when there is no answer. */
  async function look(): Promise<void> {
    try {
      const [found] = await Promise.all([ask("get", "/api/v1/cases/{case_id}", { path: { case_id: id } }), history()]);
      own.case = found;
      own.trouble = "";
      if (!own.near.length) void around();
    } catch (trouble) {
      own.trouble = sentenceOf(trouble, "away");
      own.again = worthAsking(trouble);
    }
  }

  async function history(): Promise<void> {
    for (;;) {
      const got = await ask("get", "/api/v1/cases/{case_id}/entries", { path: { case_id: id }, query: { next: seq || undefined, limit: 200 } });
      const known = new Set(own.entries.map((entry) => entry.seq));
      own.entries.push(...got.items.filter((entry) => !known.has(entry.seq)));
      seq = String(own.entries[own.entries.length - 1]?.seq ?? "");
      if (!got.next) return;
    }
  }

  async function around(): Promise<void> {
    const point = own.case?.point;
    if (!point || own.case?.ended_at) return;
    try {
      const got = await ask("get", "/api/v1/cases/near", { query: { lat: point.lat, lng: point.lng, metres: 30, days: 30 } });
      own.near = got.items.filter((one) => one.id !== id);
    } catch (trouble) {
      if (!(trouble instanceof Refusal) && !(trouble instanceof Unreachable)) throw trouble;
    }
  }

  return { own, look };
}

/** Pictures and sounds in the order in which they came, with the entry that brought them. */
export function filesOf(own: Opened): Shown[] {
  const known = new Map(own.case?.photos.map((file) => [file.id, file]));
  return own.entries.flatMap((entry) =>
    entry.files.map((file) => ({ id: file.id, type: file.type, when: known.get(file.id)?.when ?? "other", mark: known.get(file.id)?.mark ?? null, entry })),
  );
}

const ORDER: Readonly<Record<string, number>> = {
  reported: 0, verifying: 0, registered: 1, dispatched: 2, handling: 2, handled: 3, checking: 3, closed: 4,
};

/** When each of the five stations was reached; one that was undone is open again. */
export function stations(entries: readonly Schema["Entry"][]): (string | null)[] {
  const times: (string | null)[] = [null, null, null, null, null];
  for (const entry of entries) {
    const at = ORDER[entry.now];
    if (at === undefined) continue;
    for (let n = 0; n < 5; n++) times[n] = n > at ? null : (times[n] ?? entry.happened_at);
  }
  return times;
}
