/** Shapes over a picture, in shares of its size, and what may be done with them by hand and by keys. Pure. */
import type { Schema } from "@wangge/kit/api/client";

export type Shape = Schema["ReleaseShape"];
export type Tool = Shape["shape"];
export type Spot = readonly [x: number, y: number];

/** How far one press of an arrow moves or grows a shape, and the least it may measure. */
export const STEP = 0.02;
export const LEAST = 0.02;
/** Width of a finger's stroke as a share of the shorter side. */
export const STROKE = 0.08;
/** Most points of a stroke that are kept. */
const POINTS = 400;

const within = (value: number, least = 0, most = 1): number => Math.min(Math.max(value, least), most);
const tidy = (value: number): number => Math.round(value * 10_000) / 10_000;

/** Where something happened on the picture. */
export function spotIn(box: { left: number; top: number; width: number; height: number }, x: number, y: number): Spot {
  return [tidy(within((x - box.left) / box.width)), tidy(within((y - box.top) / box.height))];
}

/** What is drawn from one spot to another; a box or ellipse that is no more than a tap is none. */
export function drawn(tool: Tool, path: readonly Spot[]): Shape | null {
  const [first, last] = [path[0], path[path.length - 1]];
  if (!first || !last) return null;
  if (tool === "stroke") {
    const every = Math.ceil(path.length / POINTS);
    return { shape: "stroke", points: path.filter((_, n) => n % every === 0 || n === path.length - 1).map(([x, y]) => [x, y]), width: STROKE };
  }
  const [x, y] = [Math.min(first[0], last[0]), Math.min(first[1], last[1])];
  const [w, h] = [Math.abs(first[0] - last[0]), Math.abs(first[1] - last[1])];
  return w < LEAST / 2 || h < LEAST / 2 ? null : { shape: tool, x: tidy(x), y: tidy(y), w: tidy(w), h: tidy(h) };
}

/** A box in the middle, to be moved by keys. */
export function middle(): Shape {
  return { shape: "box", x: 0.4, y: 0.4, w: 0.2, h: 0.2 };
}

/** The box around a shape. */
export function around(one: Shape): { x: number; y: number; w: number; h: number } {
  if (one.shape !== "stroke") return { x: one.x ?? 0, y: one.y ?? 0, w: one.w ?? 0, h: one.h ?? 0 };
  const xs = one.points!.map(([x]) => x);
  const ys = one.points!.map(([, y]) => y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, w: Math.max(...xs) - x, h: Math.max(...ys) - y };
}

/** A shape one step further; it stays in the picture. */
export function moved(one: Shape, dx: number, dy: number): Shape {
  const { x, y, w, h } = around(one);
  const [right, down] = [within(x + dx, 0, 1 - w) - x, within(y + dy, 0, 1 - h) - y];
  if (one.shape === "stroke") return { ...one, points: one.points!.map(([px, py]) => [tidy(px + right), tidy(py + down)]) };
  return { ...one, x: tidy(x + right), y: tidy(y + down) };
}

/** A shape one step wider or higher (or less); of a stroke its width. */
export function grown(one: Shape, dw: number, dh: number): Shape {
  if (one.shape === "stroke") return { ...one, width: tidy(within((one.width ?? STROKE) + (dw || dh) / 2, 0.01, 0.5)) };
  const { x, y, w, h } = around(one);
  return { ...one, w: tidy(within(w + dw, LEAST, 1 - x)), h: tidy(within(h + dh, LEAST, 1 - y)) };
}

/** What a key does to a shape: arrows move it, with Shift they change its size. Null for any other key. */
export function byKey(one: Shape, key: string, shift: boolean): Shape | null {
  const by = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[key];
  if (!by) return null;
  return shift ? grown(one, by[0]!, by[1]!) : moved(one, by[0]!, by[1]!);
}
