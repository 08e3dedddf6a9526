/** What all pages of the worker app share: who it is for, what the phone keeps, what goes out. */
import { shallowReactive } from "vue";
import { Unreachable } from "@wangge/kit/api/client";
import { session, whoAmI, type Me } from "@wangge/kit/session";
import { followServer } from "@wangge/kit/sync/clock";
import { Outbox } from "@wangge/kit/sync/outbox";
import { keep, kept, openStore, type Store } from "@wangge/kit/sync/store";

const LAST = "wangge-person";

interface App {
  store: Store;
  outbox: Outbox;
  me: Me;
  /** When what is shown of `me` was asked for. */
  meAt: number;
}

/** Set once somebody is known to this phone; without network that is whoever was signed in last. */
export const app = shallowReactive<Partial<App> & { trouble: string }>({ trouble: "" });

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
    const me = await whoAmI();
    if (!me) return resume(true);
    await open(me, Date.now());
    return true;
  } catch (trouble) {
    if (!(trouble instanceof Unreachable)) throw trouble;
    return resume(false);
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

/** Forgets who was here; the caller has shown what is unsent. What is unsent stays for when they sign in again. */
export async function leave(): Promise<void> {
  localStorage.removeItem(LAST);
  await app.outbox?.stop();
  Object.assign(app, { store: undefined, outbox: undefined, me: undefined });
  session.me = null;
}
