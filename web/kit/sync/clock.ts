/** The server's time as the phone knows it. The phone's own clock may be wrong, and may be put right at any moment. */
import { onServerTime } from "../api/client";

const REMEMBERED = "wangge-clock";
/** More than this between two looks at both clocks is a clock that was set, not one that runs askew (milliseconds). */
const JUMP = 2000;

/** How far the server is ahead of the phone's clock, in milliseconds. */
let offset = Number(localStorage.getItem(REMEMBERED) ?? 0) || 0;
let lastWall = Date.now();
let lastSteady = performance.now();

/** Notices when the phone's clock was set while we ran: the server did not jump, so the difference did. */
function look(): void {
  const wall = Date.now();
  const steady = performance.now();
  const jump = wall - lastWall - (steady - lastSteady);
  if (Math.abs(jump) > JUMP) remember(offset - jump);
  lastWall = wall;
  lastSteady = steady;
}

function remember(found: number): void {
  offset = found;
  localStorage.setItem(REMEMBERED, String(Math.round(found)));
}

/** What the server's clock says now, in milliseconds since 1970. */
export function serverNow(): number {
  look();
  return Date.now() + offset;
}

/** How far the server is ahead of the phone. */
export function serverAhead(): number {
  look();
  return offset;
}

/** Begins to learn from every answer; `Date` has whole seconds and a network has delays: small differences are none. */
export function followServer(): void {
  onServerTime((server, asked, answered) => {
    look();
    if (answered - asked > 10_000) return;
    const found = server + 500 - (asked + answered) / 2;
    if (Math.abs(found - offset) > 1500) remember(found);
  });
  setInterval(look, 30_000);
}

/**
 * A moment of the past as the phone's clock would show it now: what the server is told beside `sent_at`.
 * `ahead` is what the difference was when `at` was read.
 */
export function asOfNow(at: number, ahead: number): number {
  return at + ahead - serverAhead();
}
