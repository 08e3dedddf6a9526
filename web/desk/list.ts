/** The rows of the list in front of us. Once shown, a row never moves by itself: what is new waits below. */
import { computed, reactive } from "vue";
import { ask, sentenceOf, type Schema } from "@wangge/kit/api/client";
import { dayOf } from "@wangge/kit/time";
import type { Listed } from "./shapes";
import { isNarrowed, newestFirst, wanted, type Filter } from "./filters";
import { desk } from "./state";

const PAGE = 50;

export interface Row {
  case: Listed;
  /** It has left this list, by our hand or another's; it stays where it stood until the list is tidied. */
  gone: boolean;
}
interface Page {
  items: Listed[];
  next: string | null;
}

export type Group = "late" | "soon" | "today" | "later" | "still" | "found";

export const list = reactive({
  filter: null as Filter | null,
  rows: [] as Row[],
  next: null as string | null,
  /** What came in since, not shown yet. */
  fresh: [] as Listed[],
  /** Waiting for a first answer. */
  waiting: false,
  more: false,
  /** Why the last look did not succeed; the rows are those of the look before. */
  trouble: "",
  at: 0,
  marked: new Set<string>(),
  /** The row under the keyboard. */
  cursor: "",
  /** Counts the looks, so that an answer to an older question is not taken. */
  turn: 0,
});

/** Rows in the order of their dues, in groups; the groups are cut when the rows are set, not while time passes. */
export const groups = computed(() => {
  const found: { name: Group; rows: Row[] }[] = [];
  for (const row of list.rows) {
    const name = groupOf(row.case);
    if (found[found.length - 1]?.name !== name) found.push({ name, rows: [] });
    found[found.length - 1]!.rows.push(row);
  }
  return found;
});

function groupOf(row: Listed): Group {
  if (list.filter && newestFirst(list.filter)) return "found";
  if (!row.due_at) return "still";
  const due = Date.parse(row.due_at);
  if (due < list.at) return "late";
  if (due - list.at <= 1_800_000) return "soon";
  return dayOf(due) === dayOf(list.at) ? "today" : "later";
}

async function page(filter: Filter, next: string | null, limit: number): Promise<Page> {
  return ask("get", "/api/v1/cases", { query: { ...wanted(filter), next, limit } });
}

/** Shows a list from its beginning. */
export async function show(filter: Filter): Promise<void> {
  const turn = ++list.turn;
  Object.assign(list, { filter, waiting: true, trouble: "", fresh: [], marked: new Set() });
  try {
    const got = await page(filter, null, PAGE);
    if (turn !== list.turn) return;
    Object.assign(list, { rows: got.items.map((one) => ({ case: one, gone: false })), next: got.next, at: Date.now() });
    if (!list.rows.some((row) => row.case.id === list.cursor)) list.cursor = list.rows[0]?.case.id ?? "";
  } catch (trouble) {
    if (turn !== list.turn) return;
    list.trouble = sentenceOf(trouble, "away");
  } finally {
    if (turn === list.turn) list.waiting = false;
  }
}

/** Forgets what another list showed, so that nothing of it stands under a new heading. */
export function clear(): void {
  Object.assign(list, { rows: [], next: null, cursor: "" });
}

/** The next fifty, below the others. */
export async function more(): Promise<void> {
  if (!list.filter || !list.next || list.more) return;
  const turn = list.turn;
  list.more = true;
  try {
    const got = await page(list.filter, list.next, PAGE);
    if (turn !== list.turn) return;
    const known = new Set(list.rows.map((row) => row.case.id));
    list.rows.push(...got.items.filter((one) => !known.has(one.id)).map((one) => ({ case: one, gone: false })));
    list.next = got.next;
  } catch (trouble) {
    list.trouble = sentenceOf(trouble, "away");
  } finally {
    list.more = false;
  }
}

/** Looks again at what is shown: rows change in place, what has left stays dimmed, what is new waits. */
export async function renew(): Promise<void> {
  const filter = list.filter;
  if (!filter || list.waiting) return;
  const turn = list.turn;
  const reach = list.rows.filter((row) => !row.gone).length + PAGE;
  try {
    const now = new Map<string, Listed>();
    let next: string | null = null;
    do {
      const got: Page = await page(filter, next, Math.min(200, reach));
      for (const one of got.items) now.set(one.id, one);
      next = got.next;
    } while (next && now.size < reach);
    if (turn !== list.turn) return;
    take(now);
    list.trouble = "";
  } catch (trouble) {
    if (turn === list.turn) list.trouble = sentenceOf(trouble, "away");
  }
}

function take(now: Map<string, Listed>): void {
  const shown = new Set(list.rows.map((row) => row.case.id));
  for (const row of list.rows) {
    const found = now.get(row.case.id);
    if (found) Object.assign(row, { case: found, gone: false });
    else row.gone = true;
  }
  const newest = Boolean(list.filter?.q) || list.filter?.list === "done";
  const end = list.rows[list.rows.length - 1]?.case.due_at ?? "9";
  const top = list.rows[0]?.case.id ?? "";
  // What stands after the last row shown belongs to the pages that were not asked for yet; ids hold the time.
  const fits = (one: Listed) => (newest ? one.id > top : !list.next || (one.due_at ?? "9") <= end);
  list.fresh = [...now.values()].filter((one) => !shown.has(one.id) && fits(one));
}

/** Puts what is new where it belongs and takes away what has left. The returned id is the first new one. */
export function tidy(): string {
  const first = list.fresh[0]?.id ?? "";
  const rows = [...list.rows.filter((row) => !row.gone), ...list.fresh.map((one) => ({ case: one, gone: false }))];
  const due = (row: Row) => row.case.due_at ?? "9999";
  if (!list.filter?.q && list.filter?.list !== "done") rows.sort((a, b) => due(a).localeCompare(due(b)) || a.case.id.localeCompare(b.case.id));
  Object.assign(list, { rows, fresh: [], at: Date.now() });
  list.marked = new Set([...list.marked].filter((id) => rows.some((row) => row.case.id === id)));
  if (first) list.cursor = first;
  else if (!rows.some((row) => row.case.id === list.cursor)) list.cursor = rows[0]?.case.id ?? "";
  return first;
}

/** Takes over what a move or a look has made of a case that is in the list. */
export function changed(found: Schema["Case"] & Partial<Pick<Listed, "words" | "address">>, leaves: boolean): void {
  const row = list.rows.find((one) => one.case.id === found.id);
  if (!row) return;
  row.case = { ...row.case, ...found };
  if (leaves) row.gone = true;
  if (leaves) list.marked.delete(found.id);
}

/** The row after or before the one under the keyboard; with `open` only those that have not left. */
export function beside(id: string, step: 1 | -1, open = false): string {
  const at = list.rows.findIndex((row) => row.case.id === id);
  for (let n = at + step; n >= 0 && n < list.rows.length; n += step) if (!open || !list.rows[n]!.gone) return list.rows[n]!.case.id;
  if (open && step === 1) return list.rows.find((row) => !row.gone && row.case.id !== id)?.case.id ?? "";
  return at < 0 ? (list.rows[0]?.case.id ?? "") : "";
}

/** Marks or unmarks a row; with `reach` everything from the row that was marked last. */
let last = "";
export function mark(id: string, reach = false): void {
  const ids = list.rows.filter((row) => !row.gone).map((row) => row.case.id);
  const [a, b] = [ids.indexOf(last), ids.indexOf(id)];
  if (b < 0) return;
  if (reach && a >= 0) for (const one of ids.slice(Math.min(a, b), Math.max(a, b) + 1)) list.marked.add(one);
  else if (list.marked.has(id)) list.marked.delete(id);
  else list.marked.add(id);
  last = id;
}

/** How many cases of the list there are, where that is known: counted by the server, else those that are shown. */
export const total = computed(() => {
  const filter = list.filter;
  if (!filter) return null;
  const counted = !isNarrowed(filter) && filter.list !== "open" && filter.list !== "done" ? desk.counts?.[filter.list] : undefined;
  if (counted !== undefined) return `${counted}${desk.capped ? "+" : ""}`;
  const shown = list.rows.filter((row) => !row.gone).length;
  return `${shown}${list.next ? "+" : ""}`;
});
