/** Who else has something unsent on this phone: told to whoever signs in after them, with a name and a number only. */
import { reactive } from "vue";

const LEFT = "wangge-left";

interface Left {
  name: string;
  count: number;
}

function read(): Record<string, Left> {
  try {
    return JSON.parse(localStorage.getItem(LEFT) ?? "{}") as Record<string, Left>;
  } catch {
    return {};
  }
}

const left = reactive(read());

/** Remembers how much somebody leaves behind; nothing left is nothing remembered. */
export function remember(person: string, name: string, count: number): void {
  if (count) left[person] = { name, count };
  else delete left[person];
  localStorage.setItem(LEFT, JSON.stringify(left));
}

/** The others who left something. */
export function others(person: string | undefined): Left[] {
  return Object.entries(left).filter(([id]) => id !== person).map(([, one]) => one);
}
