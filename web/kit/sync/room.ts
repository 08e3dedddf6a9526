/** How much the phone can still keep, in photos: bytes say nothing to anybody. */
import { AIM } from "../photo";

export interface Room {
  /** Bytes that are left. */
  left: number;
  /** Photos that fit into them, rounded so that nobody counts on one more. */
  photos: number;
  /** False where the browser tells everybody the same round number, so that nobody is recognised by it. */
  exact: boolean;
  /** Whether the browser has promised to clear nothing away by itself. */
  promised: boolean;
}

/** Fewer photos than this, and she is told before she takes one. */
export const FEW = 20;

/** What a next photo with all that belongs to it may need (bytes). */
const NEXT = 2 * 1024 * 1024;

/**
 * Whether a photo still fits, by trying: new browsers say the same quota to everybody, so that nobody is recognised by
 * it, and only a write shows the truth. True where nothing can be tried.
 */
export async function fits(): Promise<boolean> {
  if (!("caches" in globalThis)) return true;
  try {
    const cache = await caches.open("wangge-room");
    await cache.put("/worker/room", new Response(new Blob([new Uint8Array(NEXT)])));
    return true;
  } catch (trouble) {
    return !(trouble instanceof DOMException && trouble.name === "QuotaExceededError");
  } finally {
    void caches.delete("wangge-room").catch(() => false);
  }
}

const GIB = 2 ** 30;

/** Null where the browser does not say. */
export async function room(): Promise<Room | null> {
  if (!navigator.storage?.estimate) return null;
  const { quota = 0, usage = 0 } = await navigator.storage.estimate();
  const left = Math.max(quota - usage, 0);
  const promised = (await navigator.storage.persisted?.()) ?? false;
  return { left, photos: rounded(Math.floor(left / AIM)), exact: left % GIB !== 0 || left === 0, promised };
}

/** 7, 40, 230, 2,300: two digits are enough. Pure. */
export function rounded(value: number): number {
  const unit = 10 ** Math.max(Math.floor(Math.log10(Math.max(value, 1))) - 1, 0);
  return Math.floor(value / unit) * unit;
}
