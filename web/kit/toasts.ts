/** Short sentences at the foot of the page, read out by screen readers; one of them may carry an undo. */
import { reactive } from "vue";

export interface Toast {
  id: number;
  text: string;
  act?: { label: string; run: () => void };
}

export const toasts = reactive<Toast[]>([]);
let made = 0;

/** Shows a sentence for some seconds; longer where there is something to press. */
export function tell(text: string, act?: Toast["act"], seconds = act ? 10 : 5): void {
  const toast: Toast = { id: ++made, text, ...(act ? { act } : {}) };
  toasts.push(toast);
  setTimeout(() => dismiss(toast.id), seconds * 1000);
}

export function dismiss(id: number): void {
  const at = toasts.findIndex((toast) => toast.id === id);
  if (at >= 0) toasts.splice(at, 1);
}
