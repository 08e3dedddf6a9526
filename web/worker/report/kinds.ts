/** Which kinds are offered first, and how all of them are searched. Pure. */
import type { Schema } from "@wangge/kit/api/client";

export type Kind = Schema["Kind"];

/** Chips beside 说不准: as many as are read at a glance. */
export const OFFERED = 3;

/** A kind that the server found, with its likeliest condition. */
export type Found = Schema["KindFound"];

/**
 * The kinds to offer, the likeliest first: those that are reported here, as the server has put them by what comes about this
 * time, then the usual ones of the catalogue in its order; none that may not be filed now.
 */
export function guessed(kinds: readonly Kind[], count = OFFERED): Kind[] {
  const free = kinds.filter((kind) => !kind.blocked);
  const here = free.filter((kind) => kind.here > 0);
  const usual = free.filter((kind) => kind.usual && !here.includes(kind));
  return [...here, ...usual].slice(0, count);
}

/** What the server found first, then what the phone found beside it; each kind once. */
export function merged(kinds: readonly Kind[], found: readonly Found[], own: readonly Kind[]): { kind: Kind; found?: Found }[] {
  const known = new Map(kinds.map((kind) => [kind.code, kind]));
  const first = found.flatMap((one) => (known.has(one.code) ? [{ kind: known.get(one.code)!, found: one }] : []));
  const taken = new Set(first.map((one) => one.kind.code));
  return [...first, ...own.filter((kind) => !taken.has(kind.code)).map((kind) => ({ kind }))].slice(0, SHOWN);
}

/** Rows that are drawn at once; more words find what is not among them. */
export const SHOWN = 60;

/** The offered kinds, with the chosen one in front where it is none of them. */
export function withChosen(offered: readonly Kind[], chosen: Kind | undefined, count = OFFERED): Kind[] {
  if (!chosen || offered.some((kind) => kind.code === chosen.code)) return [...offered];
  return [chosen, ...offered].slice(0, count);
}

/**
 * Kinds that fit what was typed, the best first: the beginning of a name, then anything in a name, a usual word or the code.
 * Several words must all fit.
 */
export function searched(kinds: readonly Kind[], text: string): Kind[] {
  const wanted = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (!wanted.length) return [...kinds];
  const fits = (kind: Kind) => {
    const names = `${kind.name.zh} ${kind.name.en} ${kind.code}`.toLowerCase();
    const usual = kind.words.toLowerCase().split(/\s+/).filter(Boolean);
    // 井盖坏了 holds the usual word 井盖: people type more than the catalogue has.
    return wanted.every((word) => names.includes(word) || usual.some((one) => one.includes(word) || word.includes(one)));
  };
  const first = (kind: Kind) => (kind.name.zh.startsWith(wanted[0]!) || kind.name.en.toLowerCase().startsWith(wanted[0]!) ? 0 : 1);
  return kinds.filter(fits).sort((a, b) => first(a) - first(b));
}
