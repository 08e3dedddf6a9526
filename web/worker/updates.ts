/** New versions of the app: fetched in the background, taken over only when nothing is typed and nothing is being sent. */
import { onBeforeUnmount, reactive } from "vue";
import { onTooOld } from "@wangge/kit/api/client";
import { app } from "./state";

/** `ready`: a newer shell waits. `tooOld`: the server's sentence when it no longer speaks with this one. */
export const updates = reactive({ ready: false, tooOld: "" });

const SCRIPT = "/worker/sw.js";
const TRIED = "wangge-reloaded";
const busy = new Set<() => boolean>();
let registration: ServiceWorkerRegistration | undefined;
let ours = false;

/** A page says when something is typed or taken in it that is not kept yet: `whileBusy(() => text.value !== "")`. */
export function whileBusy(is: () => boolean): void {
  busy.add(is);
  onBeforeUnmount(() => {
    busy.delete(is);
    whenIdle();
  });
}

/** Nothing typed, nothing on its way. */
export function idle(): boolean {
  return ![...busy].some((is) => is()) && !app.outbox?.state.sending;
}

/** Begins to look for new versions: now, every hour, and when the app comes to the front. */
export async function follow(): Promise<void> {
  onTooOld((sentence) => {
    updates.tooOld = sentence;
    void registration?.update();
  });
  if (!("serviceWorker" in navigator)) return;
  const before = navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    // The first one ever takes over a page that is right as it is.
    if (ours) location.reload();
    else if (before) updates.ready = true;
  });
  try {
    registration = await navigator.serviceWorker.register(SCRIPT, { scope: "/worker/" });
  } catch {
    // Not on a safe address, or switched off: everything works with a network.
    return;
  }
  seen(registration);
  registration.addEventListener("updatefound", () => registration && seen(registration));
  setInterval(() => !document.hidden && void registration?.update().catch(() => undefined), 3_600_000);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) whenIdle();
  });
}

function seen(found: ServiceWorkerRegistration): void {
  if (found.waiting && navigator.serviceWorker.controller) updates.ready = true;
  const coming = found.installing;
  coming?.addEventListener("statechange", () => {
    if (coming.state !== "installed" || !navigator.serviceWorker.controller) return;
    updates.ready = true;
    if (document.hidden) whenIdle();
  });
}

/** Takes the new version if it is there and nothing is in hand. True when the page is about to be loaded anew. */
export function whenIdle(): boolean {
  if (!updates.ready || !idle()) return false;
  takeOver();
  return true;
}

/** The person has pressed the button. */
export function takeOver(): void {
  const waiting = registration?.waiting;
  ours = true;
  if (waiting) waiting.postMessage("take over");
  else location.reload();
}

/** The server has said that this version is too old: whatever is newest, now. */
export async function renew(): Promise<void> {
  await registration?.update().catch(() => undefined);
  takeOver();
}

/** A part of the app is gone because a newer version was put in place: load anew, once, when nothing is in hand. */
export function startAnew(address: string): void {
  const last = Number(sessionStorage.getItem(TRIED) ?? 0);
  if (!idle() || Date.now() - last < 20_000) {
    updates.ready = true;
    return;
  }
  sessionStorage.setItem(TRIED, String(Date.now()));
  location.assign(address);
}
