/** The words of a case as everybody will read them. Counted in signs as the server counts them, not in units of UTF-16. Pure. */
import type { Schema } from "@wangge/kit/api/client";

export type Span = Schema["PersonalSpan"];

export interface Stretch {
  start: number;
  end: number;
}

export interface Part {
  text: string;
  /** What was found here, if anything. */
  span: Span | null;
  /** Hidden by the person beside what was found. */
  more: boolean;
  start: number;
}

const touch = (one: Stretch, other: Stretch): boolean => one.start < other.end && other.start < one.end;

/** The text in parts: plain ones, those that were found, and those that a person hides; what touches a found one is one with it. */
export function parts(text: string, spans: readonly Span[], left: ReadonlySet<number>, more: readonly Stretch[]): Part[] {
  const signs = [...text];
  const found: Part[] = [];
  let reached = 0;
  for (const one of marks(spans, left, more)) {
    if (one.start > reached) found.push({ text: signs.slice(reached, one.start).join(""), span: null, more: false, start: reached });
    found.push({ text: signs.slice(one.start, one.end).join(""), span: one.span, more: one.span === null, start: one.start });
    reached = one.end;
  }
  if (reached < signs.length) found.push({ text: signs.slice(reached).join(""), span: null, more: false, start: reached });
  return found;
}

interface Mark extends Stretch {
  span: Span | null;
}

function marks(spans: readonly Span[], left: ReadonlySet<number>, more: readonly Stretch[]): Mark[] {
  let found: Mark[] = spans.map((span) => ({ start: span.start, end: span.end, span }));
  for (const one of more) {
    const touched = found.filter((mark) => touch(mark, one) && !(mark.span && left.has(mark.span.start)));
    const whole = { start: Math.min(one.start, ...touched.map((mark) => mark.start)), end: Math.max(one.end, ...touched.map((mark) => mark.end)), span: null };
    found = [...found.filter((mark) => !touch(mark, whole)), whole];
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Every place of a word in a text. */
export function places(text: string, word: string): Stretch[] {
  const [signs, wanted] = [[...text], [...word]];
  if (!wanted.length) return [];
  const found: Stretch[] = [];
  for (let at = 0; at + wanted.length <= signs.length; at++) {
    if (wanted.every((sign, n) => signs[at + n] === sign)) {
      found.push({ start: at, end: at + wanted.length });
      at += wanted.length - 1;
    }
  }
  return found;
}
