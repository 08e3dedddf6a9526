/** My tasks as the phone knows them: a snapshot, kept; then "what is new since?" while somebody looks. */
import { computed, reactive, shallowReactive, watch } from "vue";
import { ask, Refusal, Unreachable, type Schema } from "@wangge/kit/api/client";
import type { Item } from "@wangge/kit/sync/store";
import { keep, kept } from "@wangge/kit/sync/store";
import { tell } from "@wangge/kit/toasts";
import { said } from "@wangge/kit/words";
import { byDue, handedOn, pendingFor, type Case, type Entry } from "./asks";
import { fetchMessages, forgetMessages, openMessages } from "./messages";
import { pack } from "./pack";
import { fetchRechecks, forgetRechecks, openRechecks, recheckPictures } from "./rechecks";
import { app, here } from "./state";
import { t } from "./texts";

type Listed = Schema["ListedCase"];

interface Snapshot {
  mine: Listed[];
  /** What lies in her grids and is not for her to do now, newest first. */
  rest: Listed[];
  position: string;
}

/** A case opened on this phone, or packed for the day. */
export interface Opened {
  case: Case;
  entries: Entry[];
}

export const tasks = shallowReactive<{ snapshot: Snapshot | null; at: number; trouble: boolean; asked: boolean }>({
  snapshot: null,
  at: 0,
  trouble: false,
  asked: false,
});

/** Milliseconds, ticking: due times and distances are told anew. */
export const clock = reactive({ now: Date.now() });

const EVERY = 30_000;
const MOST = 100;
let looking: Promise<void> | null = null;
let again = false;
let timer: ReturnType<typeof setInterval> | undefined;

/** What she is to do now, by due time, without what waits in the outbox. */
export const todo = computed<Listed[]>(() => {
  const items = app.outbox?.state.items ?? [];
  return (tasks.snapshot?.mine ?? []).filter((one) => !handedOn(items as readonly Item[], one.id, tasks.at)).sort(byDue);
});

/** What she has done and what is on its way. */
export const done = computed<Listed[]>(() => {
  const open = new Set(todo.value.map((one) => one.id));
  const all = [...(tasks.snapshot?.mine ?? []), ...(tasks.snapshot?.rest ?? [])];
  return all.filter((one) => !open.has(one.id));
});

/** What waits of a case. */
export function pending(id: string): Item[] {
  return pendingFor((app.outbox?.state.items ?? []) as readonly Item[], id);
}

/** Reads what is kept, then begins to ask; called when the store of a person is open. */
export async function followTasks(): Promise<void> {
  const { store, outbox } = here();
  tasks.snapshot = null;
  const found = await kept<Snapshot>(store, "tasks");
  if (found) Object.assign(tasks, { snapshot: found.value, at: found.at });
  await openMessages();
  await openRechecks();
  outbox.onReceived((item) => {
    if (item.answer?.status === 202) {
      const body = item.answer.body as Schema["KeptAside"];
      tell(`${t("keptAside")}：${said(body.detail)}`, undefined, 12);
    }
    void look();
  });
  if (timer === undefined) {
    timer = setInterval(() => {
      clock.now = Date.now();
      if (!document.hidden) void look();
    }, EVERY);
    addEventListener("online", () => void look());
    document.addEventListener("visibilitychange", () => {
      clock.now = Date.now();
      if (!document.hidden) void look();
    });
    watch(() => app.outbox?.state.signedOut, (out, before) => before && !out && void look());
  }
  await look();
}

/** Nobody is here any more. */
export function forgetTasks(): void {
  Object.assign(tasks, { snapshot: null, at: 0, trouble: false, asked: false });
  forgetMessages();
  forgetRechecks();
}

/** Asks what is new, and for the list only when something is. One at a time; a second wish is one more round. */
export function look(): Promise<void> {
  if (looking) {
    again = true;
    return looking;
  }
  looking = round().finally(() => {
    looking = null;
    if (!again) return;
    again = false;
    void look();
  });
  return looking;
}

async function round(): Promise<void> {
  if (!app.outbox || app.outbox.state.signedOut) return;
  const { outbox } = app;
  try {
    const before = tasks.snapshot?.position ?? null;
    const news = before === null ? null : await since(before);
    const anew = news === null || news.happened || tasks.trouble || !tasks.asked;
    await fetchRechecks(anew);
    if (anew) await snapshot(news?.position ?? null);
    else if (tasks.snapshot) {
      // The list stands, and is true as of now; it is written again only when the position has moved.
      const moved = news.position !== before;
      tasks.snapshot = { ...tasks.snapshot, position: news.position };
      tasks.at = Date.now();
      if (moved) await keepSnapshot();
    }
    await fetchMessages();
    Object.assign(tasks, { trouble: false, asked: true });
    outbox.heard(true);
  } catch (trouble) {
    if (trouble instanceof Unreachable) outbox.heard(false);
    else if (trouble instanceof Refusal && trouble.status === 401) outbox.signedOut();
    else if (!(trouble instanceof Refusal)) throw trouble;
    Object.assign(tasks, { trouble: true });
  }
}

/** Whether anything happened since a position, and the position now; null when a new snapshot is due. */
async function since(position: string): Promise<{ happened: boolean; position: string } | null> {
  let happened = false;
  let at = position;
  for (;;) {
    try {
      const { items, next } = await ask("get", "/api/v1/entries", { query: { since: at, limit: 200 } });
      happened ||= items.length > 0;
      if (items.length < 200 || next === at) return { happened, position: next };
      at = next;
    } catch (trouble) {
      if (trouble instanceof Refusal && trouble.code === "snapshot_again") return null;
      throw trouble;
    }
  }
}

async function snapshot(reached: string | null): Promise<void> {
  // The position first: what happens while we ask is asked for again, never missed.
  let position = reached;
  if (position === null) {
    const me = await ask("get", "/api/v1/me");
    position = me.position;
    app.me = me;
    app.meAt = Date.now();
    await keep(here().store, "me", me);
  }
  const asked = Date.now();
  const [mine, near] = await Promise.all([
    ask("get", "/api/v1/cases", { query: { mine: true, sort: "due", limit: MOST } }),
    ask("get", "/api/v1/cases", { query: { limit: 40 } }),
  ]);
  const ids = new Set(mine.items.map((one) => one.id));
  const rest = near.items.filter((one) => !ids.has(one.id));
  Object.assign(tasks, { snapshot: { mine: mine.items, rest, position }, at: asked });
  await keepSnapshot();
  void pack(mine.items, recheckPictures());
}

async function keepSnapshot(): Promise<void> {
  await keep(here().store, "tasks", tasks.snapshot);
}

/** A case as it was last seen on this phone, packed or opened; null when never. */
export async function keptCase(id: string): Promise<{ value: Opened; at: number } | null> {
  const found = await kept<Opened>(here().store, `case:${id}`);
  const listed = [...(tasks.snapshot?.mine ?? []), ...(tasks.snapshot?.rest ?? [])].find((one) => one.id === id);
  if (!listed) return found;
  // The list may be younger than the page.
  if (found && found.value.case.version >= listed.version) return found;
  return { value: { case: listed, entries: found?.value.entries ?? [] }, at: tasks.at };
}

/** Opens a case on the server: that is what marks it as seen. Raises `Refusal` and `Unreachable`. */
export async function openCase(id: string): Promise<Opened> {
  const path = { case_id: id };
  const [one, entries] = await Promise.all([ask("get", "/api/v1/cases/{case_id}", { path }), historyOf(id)]);
  const opened: Opened = { case: one, entries };
  await keep(here().store, `case:${id}`, opened);
  return opened;
}

/** The whole history of a case, oldest first. */
export async function historyOf(id: string): Promise<Entry[]> {
  const found: Entry[] = [];
  let next: string | null = null;
  do {
    const page: { items: Entry[]; next: string | null } = await ask("get", "/api/v1/cases/{case_id}/entries", {
      path: { case_id: id },
      query: { next, limit: 200 },
    });
    found.push(...page.items);
    next = page.next;
  } while (next);
  return found;
}
