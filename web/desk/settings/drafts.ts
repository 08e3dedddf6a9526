/** What was typed and not saved yet. It outlives going to another screen and back; it never leaves this page. */
import { reactive } from "vue";

const drafts = new Map<string, { now: object; base: string }>();

/** The draft of that name, made from what is there when nothing was typed yet. */
export function draft<T extends object>(name: string, made: () => T): T {
  let found = drafts.get(name);
  if (!found) {
    const now = reactive(made());
    found = { now, base: JSON.stringify(now) };
    drafts.set(name, found);
  }
  return found.now as T;
}

/** Whether something was typed. */
export function touched(name: string): boolean {
  const found = drafts.get(name);
  return Boolean(found) && JSON.stringify(found!.now) !== found!.base;
}

export function drop(name: string): void {
  drafts.delete(name);
}

/** For when somebody else sits down. */
export function dropAll(): void {
  drafts.clear();
}
