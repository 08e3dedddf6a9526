/** What a day of a calendar is, for its shape and its word, and how a day was before it is changed. */
import { said } from "@wangge/kit/words";
import type { Year } from "../shapes";

export type Day = Year["days"][number];
export interface DayChange {
  on: string;
  kind: "usual" | "holiday" | "workday";
  slots: string;
  name_zh: string;
  name_en: string;
}
export type Mark = "work" | "free" | "holiday" | "makeup";

export function markOf(day: Day): Mark {
  if (day.special) return day.slots.length ? "makeup" : "holiday";
  return day.slots.length ? "work" : "free";
}

/** What it would be after a change. `free` where only the server knows what its week has. */
export function markAfter(change: DayChange, day: Day): Mark {
  if (change.kind === "holiday") return "holiday";
  if (change.kind === "workday") return "makeup";
  return day.special ? "free" : markOf(day);
}

/** The change that makes a day what it is now. */
export function asItIs(day: Day): DayChange {
  const kind = day.special ? (day.slots.length ? "workday" : "holiday") : "usual";
  const named = kind !== "usual";
  return { on: day.on, kind, slots: kind === "workday" ? day.slots.join(" ") : "", name_zh: named ? day.why.zh.slice(0, 40) : "", name_en: named ? day.why.en.slice(0, 60) : "" };
}

export const whyOf = (day: Day): string => [said(day.why), day.slots.join(" ")].filter(Boolean).join(" ");
