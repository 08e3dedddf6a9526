/** Eight weeks as bars, and the addresses of the cases behind every figure of the table. Pure. */
import type { LocationQuery } from "vue-router";
import type { Schema } from "@wangge/kit/api/client";

export type Week = Schema["LateWeek"];
type To = { path: string; query: Record<string, string> };

/** The cases of a reason, of one place where one is named: a list of the desk. */
export const casesOf = (why: string, hands = ""): To => ({ path: "/desk/q/late", query: hands ? { why, hands } : { why } });

/** What ended from a Monday on, for so many weeks, and who had it last. */
export interface Asked {
  hands: string;
  from: string;
  to: string;
  /** Only what ended late. */
  late: boolean;
}

const DAY = 86_400_000;
const dayAfter = (day: string, days: number): string => new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);

/** The last day of a week, or of several, that begin with a Monday. */
export const lastDay = (monday: string, weeks = 1): string => dayAfter(monday, weeks * 7 - 1);

export function endedOf(asked: Asked): To {
  return { path: "/desk/late", query: { hands: asked.hands, from: asked.from, to: asked.to, ...(asked.late ? { late: "1" } : {}) } };
}

/** What an address asks for; null where it is the table itself. */
export function readAsked(query: LocationQuery): Asked | null {
  const text = (name: string) => (typeof query[name] === "string" ? query[name] : "");
  const day = /^\d{4}-\d\d-\d\d$/;
  if (!day.test(text("from")) || !day.test(text("to"))) return null;
  return { hands: text("hands"), from: text("from"), to: text("to"), late: text("late") === "1" };
}

/** The bars in a box of 8 × `height`: how high each is and how much of it is late, from the bottom. */
export function bars(weeks: readonly Week[], height: number): { ended: number; late: number }[] {
  const most = Math.max(...weeks.map((week) => week.ended), 1);
  // What is not nothing is seen: a bar is at least a twelfth high.
  const high = (n: number) => (n ? Math.max((n / most) * height, height / 12) : 0);
  return weeks.map((week) => ({ ended: high(week.ended), late: high(week.late) }));
}

export const totals = (weeks: readonly Week[]): { ended: number; late: number } =>
  weeks.reduce((sum, week) => ({ ended: sum.ended + week.ended, late: sum.late + week.late }), { ended: 0, late: 0 });

/** The case that is overdue the longest, among those that are shown. */
export function oldest(places: readonly Schema["LatePlace"][]): Schema["LateCase"] | null {
  const late = places.flatMap((place) => place.cases).filter((one) => one.overdue && one.due_at);
  return late.reduce<Schema["LateCase"] | null>((first, one) => (first && Date.parse(first.due_at!) <= Date.parse(one.due_at!) ? first : one), null);
}
