/** Times in people's words, as the server's pages say them (`pages/rules.py`; both are held to one list of examples). */
import { language, type Pair, said } from "./words";

export type Tone = "late" | "soon" | "ok";
const DAY = 86_400_000;
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const HAN = "日一二三四五六";

/** The parts of a moment in the district's zone, whatever zone the device is in. China has one, without summer time. */
function local(moment: number) {
  const shifted = new Date(moment + 8 * 3_600_000);
  const two = (value: number) => String(value).padStart(2, "0");
  return {
    day: Math.floor((moment + 8 * 3_600_000) / DAY),
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth(),
    date: shifted.getUTCDate(),
    weekday: shifted.getUTCDay(),
    hour: `${two(shifted.getUTCHours())}:${two(shifted.getUTCMinutes())}`,
  };
}

function span(length: number): Pair {
  const minutes = Math.max(Math.floor(length / 60_000), 1);
  if (minutes < 60) return [`${minutes} 分`, `${minutes} min`];
  if (minutes < 48 * 60) return [`${Math.floor(minutes / 60)} 小时`, `${Math.floor(minutes / 60)} h`];
  return [`${Math.floor(minutes / 1440)} 天`, `${Math.floor(minutes / 1440)} days`];
}

/** 超 1 小时 · 剩 40 分 · 今天 17:30 前 · 周三 12:00 前 · 12 月 3 日前, with its tone. */
export function dueWords(due: number, at: number): [Tone, Pair] {
  const left = due - at;
  if (left < 0) {
    const [zh, en] = span(-left);
    return ["late", [`超 ${zh}`, `${en} over`]];
  }
  if (left < 3_600_000) {
    const [zh, en] = span(left);
    return ["soon", [`剩 ${zh}`, `${en} left`]];
  }
  const then = local(due);
  const days = then.day - local(at).day;
  if (days <= 1) {
    const [zh, en] = days ? ["明天", "tomorrow"] : ["今天", "today"];
    return ["ok", [`${zh} ${then.hour} 前`, `by ${then.hour} ${en}`]];
  }
  if (days < 7) return ["ok", [`周${HAN[then.weekday]} ${then.hour} 前`, `by ${WEEKDAYS[then.weekday]} ${then.hour}`]];
  return ["ok", [`${then.month + 1} 月 ${then.date} 日前`, `by ${then.date} ${MONTHS[then.month]}`]];
}

/** 今天 10:19 · 昨天 10:19 · 11 月 3 日 10:19 · 2025 年 11 月 3 日. */
export function momentWords(moment: number, at: number): Pair {
  const then = local(moment);
  const now = local(at);
  const days = now.day - then.day;
  if (days === 0 || days === 1) {
    const [zh, en] = days ? ["昨天", "yesterday"] : ["今天", "today"];
    return [`${zh} ${then.hour}`, `${en} ${then.hour}`];
  }
  const month = MONTHS[then.month]!.slice(0, 3);
  if (then.year === now.year) return [`${then.month + 1} 月 ${then.date} 日 ${then.hour}`, `${then.date} ${month} ${then.hour}`];
  return [`${then.year} 年 ${then.month + 1} 月 ${then.date} 日`, `${then.date} ${month} ${then.year}`];
}

/** The moment of an ISO text in the reader's language. */
export function when(iso: string | null | undefined, at: number = Date.now()): string {
  return iso ? said(momentWords(Date.parse(iso), at)) : "";
}

/** 10:42 in the district's zone. */
export function hourOf(moment: number): string {
  return local(moment).hour;
}

/** The day of a moment in the district's zone as `2026-11-25`. */
export function dayOf(moment: number): string {
  return new Date(moment + 8 * 3_600_000).toISOString().slice(0, 10);
}

/** How many of something, with a thin space for thousands in both languages. */
export function count(value: number): string {
  return new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en").format(value);
}
