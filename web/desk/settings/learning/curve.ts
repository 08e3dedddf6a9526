/** The curves of a model's card as lines in a box, and figures as people read them. Pure. */
import type { Schema } from "@wangge/kit/api/client";

export type Card = Schema["ModelCard"];

/** A share as whole percent; never 100 % where something was wrong, never 0 % where something was right. */
export function percent(share: number): number {
  const whole = Math.round(share * 100);
  if (whole === 100 && share < 1) return 99;
  return whole === 0 && share > 0 ? 1 : whole;
}

/** Points (0 to 1 both ways, up is more) as the path of a line in a box; empty for none. */
export function pathOf(points: readonly (readonly [x: number, y: number])[], width: number, height: number): string {
  return points.map(([x, y], n) => `${n ? "L" : "M"}${(x * width).toFixed(1)} ${((1 - y) * height).toFixed(1)}`).join("");
}

/** The kinds with the most cases first; those that the test did not have come last. */
export function byWeight(kinds: Card["kinds"]): Card["kinds"] {
  return [...kinds].sort((a, b) => Number(b.tested > 0) - Number(a.tested > 0) || b.learned_from - a.learned_from || (a.kind.code < b.kind.code ? -1 : 1));
}

export interface Bar {
  monday: string;
  /** Parts of the box's height: the closed ones, and those of them that came true. */
  judged: number;
  agreed: number;
}

/** The last weeks as bars in a box of a height; what is not nothing is seen. */
export function weekBars(weeks: Card["drift"]["weeks"], height: number, most = 12): Bar[] {
  const last = weeks.slice(-most);
  const whole = Math.max(...last.map((week) => week.judged), 1);
  const high = (n: number) => (n ? Math.max((n / whole) * height, height / 12) : 0);
  return last.map((week) => ({ monday: week.monday, judged: high(week.judged), agreed: high(week.agreed) }));
}
