/** How much the phone can still keep, in photos: bytes say nothing to anybody. */
import { AIM } from "../photo";

export interface Room {
  /** Bytes that are left. */
  left: number;
  /** Photos that fit into them, rounded so that nobody counts on one more. */
  photos: number;
  /** Whether the browser has promised to clear nothing away by itself. */
  promised: boolean;
}

/** Fewer photos than this, and she is told before she takes one. */
export const FEW = 20;

/** Null where the browser does not say. */
export async function room(): Promise<Room | null> {
  if (!navigator.storage?.estimate) return null;
  const { quota = 0, usage = 0 } = await navigator.storage.estimate();
  const left = Math.max(quota - usage, 0);
  const promised = (await navigator.storage.persisted?.()) ?? false;
  return { left, photos: rounded(Math.floor(left / AIM)), promised };
}

/** 7, 40, 230, 2,300: two digits are enough. Pure. */
export function rounded(value: number): number {
  const unit = 10 ** Math.max(Math.floor(Math.log10(Math.max(value, 1))) - 1, 0);
  return Math.floor(value / unit) * unit;
}
