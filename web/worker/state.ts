/** What all pages of the worker app share: who it is for, what the phone keeps, what goes out. */
import { reactive, shallowReactive } from "vue";
import { Refusal, Unreachable } from "@wangge/kit/api/client";
import { session, signOut, whoAmI, type Me } from "@wangge/kit/session";
import { followServer } from "@wangge/kit/sync/clock";
import { Outbox } from "@wangge/kit/sync/outbox";
import { keep, kept, openStore, type Store } from "@wangge/kit/sync/store";

const LAST = "wangge-person";
/** Somebody has signed out without a network: the server hears of it before anybody is let in again. */
const LEAVING = "wangge-leaving";

interface App {
  store: Store;
  outbox: Outbox;
  me: Me;
  /** When what is shown of `me` was asked for. */
  meAt: number;
}

/** Set once somebody is known to this phone; without network that is whoever was signed in last. */
export const app = shallowReactive<Partial<App> & { trouble: string }>({ trouble: "" });

/** Whether the log-in is asked for over the page. */
export const signing = reactive({ asked: false });

/** Everything that a page needs; pages are shown only when it is there. */
export function here(): App {
  if (!app.store || !app.outbox || !app.me) throw new Error("nobody is here yet");
  return app as App;
}

/**
 * Finds out who holds the phone and opens what is kept for them; then everything unsent goes out by itself. False when
 * somebody must sign in first.
 */
export async function begin(): Promise<boolean> {
  followServer();
  try {
    if (localStorage.getItem(LEAVING)) await endOnServer();
    const me = await whoAmI();
    if (!me) return resume(true);
    await open(me, Date.now());
    return true;
  } catch (trouble) {
    if (!(trouble instanceof Unreachable)) throw trouble;
    return localStorage.getItem(LEAVING) ? false : resume(false);
  }
}

/** Whoever was here last goes on from what is kept; with `signedOut` the outbox waits for the log-in. */
async function resume(signedOut: boolean): Promise<boolean> {
  const person = localStorage.getItem(LAST);
  if (!person) return false;
  const store = await openStore(person);
  const found = await kept<Me>(store, "me");
  if (!found) return false;
  session.me = found.value;
  await open(found.value, found.at, store);
  if (signedOut) here().outbox.signedOut();
  else here().outbox.heard(false);
  return true;
}

/** Opens the person's own store and outbox; a second person on the same phone gets others. */
export async function open(me: Me, at: number, opened?: Store): Promise<void> {
  if (app.me?.id !== me.id) {
    await app.outbox?.stop();
    const store = opened ?? (await openStore(me.id));
    const outbox = new Outbox(store);
    Object.assign(app, { store, outbox, me, meAt: at });
    localStorage.setItem(LAST, me.id);
    await outbox.start();
    // Asked for on the first day: what is unsent must not be cleared away to make room for pictures of others.
    void navigator.storage?.persist?.();
  } else {
    Object.assign(app, { me, meAt: at });
    here().outbox.signedIn();
  }
  if (!opened) await keep(here().store, "me", me);
}

/**
 * Forgets who was here and what they had read; the caller has shown what is unsent. What is unsent and what is half
 * written stays for when they sign in again on this phone.
 */
export async function leave(): Promise<void> {
  const { store } = app;
  localStorage.removeItem(LAST);
  localStorage.setItem(LEAVING, "1");
  await app.outbox?.stop();
  Object.assign(app, { store: undefined, outbox: undefined, me: undefined });
  session.me = null;
  if (store) {
    for (const name of await store.getAllKeys("kept")) if (!name.startsWith("draft:")) await store.delete("kept", name);
    for (const id of await store.getAllKeys("files")) if (id.startsWith("pack:")) await store.delete("files", id);
    store.close();
  }
  try {
    await endOnServer();
  } catch (trouble) {
    if (!(trouble instanceof Unreachable)) throw trouble;
  }
}

/** Ends the session on the server. Raises `Unreachable`: then it is ended before anybody is let in again. */
async function endOnServer(): Promise<void> {
  try {
    await signOut();
  } catch (trouble) {
    if (!(trouble instanceof Refusal)) throw trouble;
  }
  localStorage.removeItem(LEAVING);
}
