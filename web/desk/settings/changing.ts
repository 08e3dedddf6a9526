/** Sends one change: its key is kept until an answer has come, so that pressing again does it once. */
import { ref } from "vue";
import { Refusal, Unreachable } from "@wangge/kit/api/client";
import { newId } from "@wangge/kit/sync/outbox";
import { shared } from "./texts";

/** Keys of changes without an answer yet, by what they say. */
const waiting = new Map<string, string>();
const MOVED = new Set(["edition_moved", "version_moved"]);

export function useChange() {
  const busy = ref(false);
  /** Why it was refused or did not arrive; empty after success. */
  const trouble = ref("");
  /** Whether somebody else has saved something newer meanwhile. */
  const moved = ref(false);

  /** The answer, or null with `trouble` said. `name` and `facts` tell this change from every other. */
  async function press<T>(name: string, facts: unknown, act: (key: string) => Promise<T>): Promise<T | null> {
    if (busy.value) return null;
    const said = `${name} ${JSON.stringify(facts)}`;
    const key = waiting.get(said) ?? newId();
    waiting.set(said, key);
    busy.value = true;
    try {
      const got = await act(key);
      waiting.delete(said);
      trouble.value = "";
      moved.value = false;
      return got;
    } catch (problem) {
      if (problem instanceof Refusal) {
        if (problem.status < 500) waiting.delete(said);
        moved.value = MOVED.has(problem.code);
        trouble.value = problem.message || shared("gone");
      } else if (problem instanceof Unreachable) trouble.value = shared("unsent");
      else throw problem;
      return null;
    } finally {
      busy.value = false;
    }
  }
  return { busy, trouble, moved, press };
}
export type Change = ReturnType<typeof useChange>;
