/** How a clock ran, day by day and stretch by stretch, as the server's page draws it (`pages/bands.py`). Pure. */
import type { Schema } from "@wangge/kit/api/client";

export type Kind = "done" | "todo" | "stop";
export const KINDS: readonly Kind[] = ["done", "todo", "stop"];
type Said = Pick<Schema["Stretch"], "from" | "to" | "kind" | "why" | "amount">;

/** A stretch of a clock: it ran, will run, stood still, or the time was free; `amount` in the limit's unit. */
export interface Stretch {
  since: number;
  until: number;
  kind: Kind | "free";
  why: Schema["Label"];
  amount: number;
}
/** A box of a day's strip; place and width in percent. */
export interface Box {
  kind: Kind | "well";
  left: number;
  width: number;
  seconds: number;
}
export type MarkName = "start" | "now" | "end" | "due";
export interface Mark {
  name: MarkName;
  at: number;
  left: number;
}
/** A day of the band, or several alike folded into one; days count from 1970 in the district's zone. */
export interface Row {
  first: number;
  last: number;
  wells: Box[];
  boxes: Box[];
  seconds: Record<Kind, number>;
  marks: Mark[];
}

const ZONE = 8 * 3_600_000;
const DAY = 86_400_000;
const WHOLE = 86_400;
const FEW_DAYS = 12;
const MOST_DAYS = 29;
const EDGE = 2;

/** The day of a moment, counted from 1970 in the district's zone. */
export const dayNumber = (moment: number): number => Math.floor((moment + ZONE) / DAY);
/** The midnight with which a day begins. */
export const midnight = (day: number): number => day * DAY - ZONE;

/** The stretches of an answer, cut at a moment: what counts before it is done, after it to come. */
export function stretches(said: readonly Said[], now: number): Stretch[] {
  return said.flatMap((one): Stretch[] => {
    const since = Date.parse(one.from);
    const until = one.to ? Date.parse(one.to) : Math.max(now, since);
    const whole: Stretch = { since, until, kind: one.kind === "counted" ? "done" : one.kind === "stopped" ? "stop" : "free", why: one.why, amount: Number(one.amount) };
    if (whole.kind !== "done" || until <= now) return [whole];
    if (since >= now) return [{ ...whole, kind: "todo" }];
    const share = (now - since) / (until - since);
    return [{ ...whole, until: now, amount: whole.amount * share }, { ...whole, since: now, kind: "todo", amount: whole.amount * (1 - share) }];
  });
}

/** One line for each run of the clock, each stop, and what is to come; free time goes with what is around it. */
export function ledger(found: readonly Stretch[]): Stretch[] {
  const lines: Stretch[] = [];
  for (const one of found) {
    if (one.kind === "free") continue;
    const last = lines[lines.length - 1];
    if (last && last.kind === one.kind && (one.kind !== "stop" || last.why.zh === one.why.zh)) {
      last.until = one.until;
      last.amount += one.amount;
    } else lines.push({ ...one });
  }
  return lines;
}

export const sumOf = (found: readonly Stretch[], kind: Kind): number => found.reduce((sum, one) => (one.kind === kind ? sum + one.amount : sum), 0);

const secondOf = (hour: string): number => Number(hour.slice(0, 2)) * 3600 + Number(hour.slice(3, 5)) * 60;
type Slot = readonly [opens: number, closes: number];

function slotsBy(days: readonly Schema["Days"][]): Map<number, Slot[]> {
  const found = new Map<number, Slot[]>();
  for (const one of days) {
    const slots = one.hours.map((hour): Slot => [secondOf(hour.from), secondOf(hour.to)]);
    for (let day = Date.parse(one.first) / DAY; day <= Date.parse(one.last) / DAY; day++) found.set(day, slots);
  }
  return found;
}

export interface Band {
  /** The seconds of the day that the strips show. */
  hours: Slot;
  /** Where working hours begin and end, in seconds of the day. */
  edges: number[];
  rows: Row[];
}

/** A row for each day from the first to the last; days on which nothing changes are folded where there are many. */
export function band(found: readonly Stretch[], days: readonly Schema["Days"][], marks: Readonly<Partial<Record<MarkName, number>>>): Band {
  const known = (Object.entries(marks) as [MarkName, number][]).sort((a, b) => a[1] - b[1]);
  const moments = [...found.flatMap((one) => [one.since, one.until]), ...known.map(([, at]) => at)];
  const [first, last] = [dayNumber(Math.min(...moments)), dayNumber(Math.max(...moments))];
  const slots = slotsBy(days);
  const all = [...slots.values()].flat(2);
  const hours: Slot = all.length ? [Math.min(...all), Math.max(...all)] : [0, WHOLE];
  const rows: Row[] = [];
  for (let day = first; day <= last; day++) rows.push(rowOf(day, found, slots.get(day) ?? [], hours, known));
  return { hours, edges: [...new Set(all)].sort((a, b) => a - b), rows: folded(rows) };
}

const ofDay = (moment: number, day: number): number => Math.min(Math.max((moment - midnight(day)) / 1000, 0), WHOLE);

function rowOf(day: number, found: readonly Stretch[], slots: readonly Slot[], hours: Slot, known: readonly (readonly [MarkName, number])[]): Row {
  const length = hours[1] - hours[0];
  const percent = (value: number) => Math.round((value / length) * 10_000) / 100;
  const box = (kind: Box["kind"], from: number, to: number): Box => ({ kind, left: percent(from - hours[0]), width: percent(to - from), seconds: Math.round(to - from) });
  const boxes: Box[] = [];
  const seconds: Row["seconds"] = { done: 0, todo: 0, stop: 0 };
  for (const one of found) {
    if (one.kind === "free") continue;
    const [since, until] = [ofDay(one.since, day), ofDay(one.until, day)];
    for (const [opens, closes] of slots) {
      const [a, b] = [Math.max(since, opens), Math.min(until, closes)];
      if (a >= b) continue;
      boxes.push(box(one.kind, a, b));
      seconds[one.kind] += Math.floor(b - a);
    }
  }
  return {
    first: day, last: day, boxes, seconds, wells: slots.map(([opens, closes]) => box("well", opens, closes)),
    marks: known.filter(([, at]) => dayNumber(at) === day).map(([name, at]) => ({ name, at, left: Math.min(Math.max(percent(ofDay(at, day) - hours[0]), 0), 100) })),
  };
}

function folded(rows: readonly Row[]): Row[] {
  if (rows.length <= FEW_DAYS) return [...rows];
  const wanted = [0, 1, rows.length - EDGE, rows.length - 1];
  rows.forEach((row, n) => row.marks.length && wanted.push(...[n - 1, n, n + 1].filter((m) => m >= 0 && m < rows.length)));
  const kinds = kindsOf(rows);
  for (let n = 1; n < rows.length; n++) if (kinds[n] !== kinds[n - 1]) wanted.push(n);
  const shown = new Set([...new Set(wanted)].slice(0, MOST_DAYS));
  const found: Row[] = [];
  for (let n = 0; n < rows.length; ) {
    let end = n + 1;
    if (!shown.has(n)) while (end < rows.length && !shown.has(end)) end++;
    found.push(end - n > 1 ? oneOf(rows.slice(n, end)) : rows[n]!);
    n = end;
  }
  return found;
}

/** What the clock did on each day; a free day is like the day before it. */
function kindsOf(rows: readonly Row[]): string[] {
  const found: string[] = [];
  for (const row of rows) found.push(KINDS.filter((kind) => row.seconds[kind]).join() || (found[found.length - 1] ?? ""));
  return found;
}

function oneOf(rows: readonly Row[]): Row {
  const seconds = { done: 0, todo: 0, stop: 0 };
  for (const row of rows) for (const kind of KINDS) seconds[kind] += row.seconds[kind];
  return { first: rows[0]!.first, last: rows[rows.length - 1]!.last, wells: [], boxes: [], seconds, marks: [] };
}
