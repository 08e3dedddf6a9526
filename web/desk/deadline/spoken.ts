/** What is said of a clock: the same words as on the server's page. */
import type { Schema } from "@wangge/kit/api/client";
import { hourOf } from "@wangge/kit/time";
import { language, said, words } from "@wangge/kit/words";
import { dayNumber, midnight } from "./bands";

export type Clock = Schema["ExplainedClock"];

const UNITS = {
  urgent_day: ["紧急工作日", "urgent day"],
  working_day: ["工作日", "working day"],
  natural_day: ["自然日", "natural day"],
} as const;
const unitName = words(UNITS);
const t = words({
  hour: ["{n} 小时", "{n} h"],
  minute: ["{n} 分", "{n} min"],
  days: ["日 一 二 三 四 五 六", "Sun Mon Tue Wed Thu Fri Sat"],
  months: ["1 2 3 4 5 6 7 8 9 10 11 12 月", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"],
  day: ["{month} 月 {date} 日 周{day}", "{day} {date} {month}"],
  moment: ["{month} 月 {date} 日 周{day} {hour}", "{hour} on {day} {date} {month}"],
  year: ["{year} 年 {at}", "{at} {year}"],
});

/** 6 小时 42 分. */
export function spanWords(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  return [hours ? t("hour", { n: hours }) : "", minutes || !hours ? t("minute", { n: minutes }) : ""].filter(Boolean).join(" ");
}

/** An amount of a limit's unit rounded as it is shown: to the minute where it counts hours, else to two decimals. */
export const rounded = (amount: number, unit: Clock["unit"]): number => (inHours(unit) ? Math.round(amount * 60) / 60 : Math.round(amount * 100) / 100);
const inHours = (unit: Clock["unit"]): boolean => unit.endsWith("_hour");

/** Hours and minutes where the limit counts hours, else so many days. */
export function amountWords(amount: number, unit: Clock["unit"]): string {
  if (inHours(unit)) return spanWords(Math.round(amount * 60) * 60);
  if (unit === "at_once") return "0";
  const number = String(Number(amount.toFixed(2)));
  return `${number} ${unitName(unit as keyof typeof UNITS)}${language === "en" && number !== "1" ? "s" : ""}`;
}

/** The amount of a limit; 0 for what is to be done at once. */
export const limitOf = (clock: Clock): number => parseFloat(clock.limit.en) || 0;

/** 11 月 25 日 周三 12:00, with the year where it is another than now. */
export function momentOf(iso: string, now: number): string {
  const moment = Date.parse(iso);
  const year = new Date(moment + 8 * 3_600_000).getUTCFullYear();
  const at = t("moment", { ...partsOf(dayNumber(moment)), hour: hourOf(moment) });
  return year === new Date(now + 8 * 3_600_000).getUTCFullYear() ? at : t("year", { year, at });
}

/** 11 月 20 日 周五. */
export const dayWords = (day: number): string => t("day", partsOf(day));

function partsOf(day: number) {
  const there = new Date(midnight(day) + 8 * 3_600_000);
  const month = language === "zh" ? there.getUTCMonth() + 1 : t("months").split(" ")[there.getUTCMonth()];
  return { month: month ?? "", date: there.getUTCDate(), day: t("days").split(" ")[there.getUTCDay()] ?? "" };
}

export const clockOf = (moment: number): string => hourOf(moment);

/** What measures what, for whom. */
export const nameOf = (clock: Clock): string => said(clock.label) + (clock.who ? ` · ${clock.who.name}` : "");

/** The clock that matters: handling while it runs, else the whole matter. */
export function mainOf(clocks: readonly Clock[]): number {
  const handling = clocks.map((clock, n) => (clock.name === "handle" && !clock.ended_at ? n : -1)).filter((n) => n >= 0);
  return handling.length ? handling[handling.length - 1]! : Math.max(clocks.findIndex((clock) => clock.name === "whole"), 0);
}
