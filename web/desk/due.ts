/** Moments to the minute, as people say them to each other before they promise something. */
import { dueWords, hourOf } from "@wangge/kit/time";
import { language, said, words } from "@wangge/kit/words";

const t = words({
  days: ["日 一 二 三 四 五 六", "Sun Mon Tue Wed Thu Fri Sat"],
  exact: ["{month} 月 {date} 日 周{day} {hour}", "{hour} on {day} {date}/{month}"],
  rest: ["，休息日不计", ", days off not counted"],
});

const local = (moment: number) => new Date(moment + 8 * 3_600_000);

/** 11 月 25 日 周三 12:00. */
export function exact(iso: string): string {
  const moment = Date.parse(iso);
  const then = local(moment);
  return t("exact", { month: then.getUTCMonth() + 1, date: then.getUTCDate(), day: t("days").split(" ")[then.getUTCDay()] ?? "", hour: hourOf(moment) });
}

/** 周五 17:30 前; whether a weekend lies in between is said where the limit counts working time. */
export function promise(iso: string, now: number, working: boolean): string {
  const due = Date.parse(iso);
  const text = said(dueWords(due, now)[1]);
  if (!working) return text;
  for (let day = now; day < due; day += 86_400_000) if ([0, 6].includes(local(day).getUTCDay())) return text + t("rest");
  return text;
}

/** 3 分 · 2 小时 · 4 天, from one moment to another. */
export function span(from: string, to: string): string {
  const minutes = Math.max(Math.round((Date.parse(to) - Date.parse(from)) / 60_000), 1);
  const [value, unit] = minutes < 60 ? [minutes, "minute"] : minutes < 2880 ? [Math.round(minutes / 60), "hour"] : [Math.round(minutes / 1440), "day"];
  return new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en", { style: "unit", unit: String(unit), unitDisplay: "short" }).format(Number(value));
}
