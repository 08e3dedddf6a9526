/** Days and hours of the district, whatever zone the machine is in. China has one zone, without summer time. */
import { dayOf, hourOf } from "@wangge/kit/time";
import { language } from "@wangge/kit/words";

export const DAY = 86_400_000;
/** Midnight of a day such as 2026-11-25, milliseconds. */
export const begin = (day: string): number => Date.parse(`${day}T00:00:00+08:00`);
export const plus = (day: string, days: number): string => dayOf(begin(day) + days * DAY);
/** The Monday of the week of a day. */
export const monday = (day: string): string => plus(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
/** What an input of date and time holds, and back. */
export const field = (iso: string): string => `${dayOf(Date.parse(iso))}T${hourOf(Date.parse(iso))}`;
export const moment = (said: string): string => new Date(`${said}:00+08:00`).toISOString();
const TIMES = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { timeZone: "Asia/Shanghai", weekday: "short", month: "numeric", day: "numeric" });
/** 11/25 周三. */
export const dayWords = (day: string): string => TIMES.format(begin(day));
