/** A thing that is kept in editions: what is there, what is written of the next one, and what is newer than was read. */
import { onBeforeUnmount, shallowRef, watch } from "vue";
import { tell } from "@wangge/kit/toasts";
import { useChange } from "./changing";
import { draft, drop, touched } from "./drafts";
import type { Look } from "./looking";
import { shared } from "./texts";

interface Editioned {
  edition: number;
}

/**
 * `made` turns what is there into what a form holds, `former` what is to be sent for an undo; `post` sends one edition
 * made after another. A draft that nobody touched is made anew when something newer comes; one that was touched stays.
 */
export function useEdition<T extends Editioned, D extends object>(name: string, look: Look<T>, made: (it: T) => D, post: (body: D & { after: number; key: string }) => Promise<unknown>) {
  const change = useChange();
  const written = shallowRef<D | null>(null);
  /** The edition that was read when the form was filled. */
  let after = 0;
  function begin(it: T): void {
    if (!touched(name)) {
      drop(name);
      after = it.edition;
    }
    written.value = draft(name, () => made(it));
  }
  watch(look.it, (it) => it && begin(it), { immediate: true });
  onBeforeUnmount(() => touched(name) || drop(name));

  const send = (body: D, from: number) => change.press(name, [body, from], (key) => post({ ...body, after: from, key }));
  async function save(): Promise<boolean> {
    const before = look.it.value;
    if (!before || !written.value) return false;
    const former = made(before);
    const body = JSON.parse(JSON.stringify(written.value)) as D;
    if ((await send(body, after)) === null) {
      if (change.moved.value) await look.again();
      return false;
    }
    drop(name);
    await look.again();
    tell(shared("saved"), { label: shared("undo"), run: () => void undo(former) });
    return true;
  }
  async function undo(former: D): Promise<void> {
    const done = await send(former, look.it.value?.edition ?? 0);
    tell(done === null ? change.trouble.value : shared("undone"));
    if (done !== null) drop(name);
    await look.again();
  }
  /** Theirs was looked at: what is written here comes after it. */
  async function mine(): Promise<boolean> {
    after = look.it.value?.edition ?? 0;
    return save();
  }
  function theirs(): void {
    drop(name);
    change.moved.value = false;
    change.trouble.value = "";
    if (look.it.value) begin(look.it.value);
  }
  /** Puts a former edition into the form; it is saved by whoever presses the button. */
  function fill(former: D): void {
    if (written.value) Object.assign(written.value, JSON.parse(JSON.stringify(former)));
  }
  return { ...change, written, save, mine, theirs, fill };
}
