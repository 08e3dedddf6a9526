/** What is listed: a queue and what narrows it. Every list is an address that can be sent to a colleague. */
import type { LocationQuery } from "vue-router";
import { session, may } from "@wangge/kit/session";
import type { QueueName, Wanted } from "./shapes";
import { keep, kept } from "./state";

/** Lists in the rail: queues of what is asked of us, and two that show the rest. */
export type ListName = QueueName | "open" | "done";

export interface Filter {
  list: ListName;
  area: string;
  kind: string;
  unit: string;
  late: boolean;
  unseen: boolean;
  q: string;
  /** Days on which it came in, `2026-11-25`. */
  from: string;
  to: string;
  why: string;
  hands: string;
}

export const NARROWING = ["area", "kind", "unit", "q", "from", "to", "why", "hands"] as const;
const LISTS: readonly ListName[] = ["accept", "verify", "register", "dispatch", "handle", "check", "look", "close", "orders", "requests", "unsolved", "not_right", "late", "unseen", "mine", "open", "done"];

/** Which verbs a queue is for; one of them is enough. */
const FOR: Partial<Record<ListName, readonly string[]>> = {
  accept: ["case.accept"], register: ["case.register"], dispatch: ["case.dispatch"], check: ["case.check_pass"], close: ["case.close"],
  handle: ["case.start", "case.finish", "case.contribute"], orders: ["case.answer"], requests: ["case.support", "case.grant", "case.refuse"],
  look: ["case.close"], unsolved: ["case.uphold"], not_right: ["case.uphold"],
};

/** The lists that this person's posts give a reason to look at, in the order of the work. */
export function listsFor(): ListName[] {
  const onGrid = session.me?.grants.some((grant) => grant.post === "grid_worker") ?? false;
  return LISTS.filter((name) => {
    if (name === "verify") return onGrid;
    if (name === "mine" || name === "unseen") return false;
    const verbs = FOR[name];
    return !verbs || verbs.some(may);
  });
}

export function readFilter(list: string, query: LocationQuery): Filter {
  const text = (name: string) => (typeof query[name] === "string" ? (query[name] as string) : "");
  const known = LISTS.find((one) => one === list) ?? listsFor()[0] ?? "mine";
  return {
    list: known, area: text("area"), kind: text("kind"), unit: text("unit"), late: text("late") === "1", unseen: text("unseen") === "1",
    q: text("q"), from: text("from"), to: text("to"), why: text("why"), hands: text("hands"),
  };
}

/** The address of a filter, without the case that is open. */
export function addressOf(filter: Filter): { path: string; query: Record<string, string> } {
  const query: Record<string, string> = {};
  for (const name of NARROWING) if (filter[name]) query[name] = filter[name];
  if (filter.late) query.late = "1";
  if (filter.unseen) query.unseen = "1";
  return { path: `/desk/q/${filter.list}`, query };
}

/** Lists of what has ended, and what words find, have no due times to go by. */
export function newestFirst(filter: Filter): boolean {
  return Boolean(filter.q) || filter.list === "done" || filter.list === "unsolved" || filter.list === "not_right";
}

/** What the server is asked. Words look everywhere, not only in the queue. */
export function wanted(filter: Filter): NonNullable<Wanted> {
  const asked: NonNullable<Wanted> = {
    area: filter.area, kind: filter.kind, unit: filter.unit, unseen: filter.unseen, late: filter.late, q: filter.q, why: filter.why, hands: filter.hands,
    raised_from: filter.from, raised_to: filter.to, sort: newestFirst(filter) ? "newest" : "due",
  };
  if (filter.q || filter.why) return asked;
  if (filter.list === "open") asked.open = true;
  else if (filter.list === "done") asked.state = "closed,declined,voided,merged";
  else asked.queue = filter.list;
  return asked;
}

export function isNarrowed(filter: Filter): boolean {
  return filter.late || filter.unseen || NARROWING.some((name) => filter[name] !== "");
}

/** A filter that somebody gave a name, on this machine. */
export interface Saved {
  name: string;
  path: string;
  query: Record<string, string>;
}
const SAVED = () => `desk-filters-${session.me?.id ?? ""}`;
export const savedFilters = (): Saved[] => kept<Saved[]>(SAVED(), []);
export const keepFilters = (all: readonly Saved[]): void => keep(SAVED(), all);
