/** Which kinds are offered first, and how all of them are searched. Pure. */
import type { Schema } from "@wangge/kit/api/client";
import type { KindHere } from "./coming";

export type Kind = Schema["Kind"] & KindHere;

/** Chips beside 说不准: as many as are read at a glance. */
export const OFFERED = 3;

/**
 * The kinds to offer, the likeliest first: those that are reported here, the most frequent first, then the usual ones of the
 * catalogue in its order.
 */
export function guessed(kinds: readonly Kind[], count = OFFERED): Kind[] {
  const here = kinds.filter((kind) => (kind.here ?? 0) > 0).sort((a, b) => (b.here ?? 0) - (a.here ?? 0));
  const usual = kinds.filter((kind) => kind.usual && !here.includes(kind));
  return [...here, ...usual].slice(0, count);
}

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
    const usual = (kind.words ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    // 井盖坏了 holds the usual word 井盖: people type more than the catalogue has.
    return wanted.every((word) => names.includes(word) || usual.some((one) => one.includes(word) || word.includes(one)));
  };
  const first = (kind: Kind) => (kind.name.zh.startsWith(wanted[0]!) || kind.name.en.toLowerCase().startsWith(wanted[0]!) ? 0 : 1);
  return kinds.filter(fits).sort((a, b) => first(a) - first(b));
}
