/** One listener for all keys of the desk. Whoever types in a field, or has a dialog open, is left alone. */
import { onBeforeUnmount, onMounted } from "vue";

/** False leaves the key to whoever came before. */
type Act = (event: KeyboardEvent) => unknown;
const layers: Readonly<Record<string, Act>>[] = [];

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) || (target.tagName === "INPUT" && !/^(checkbox|radio|button)$/.test((target as HTMLInputElement).type)));

function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (document.querySelector("dialog[open]")) return;
  const target = event.target as HTMLElement | null;
  if (typing(target) && event.key !== "Escape") return;
  const onRadio = target instanceof HTMLInputElement && target.type === "radio" && event.key.startsWith("Arrow");
  if (onRadio) return;
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  for (let n = layers.length - 1; n >= 0; n--) {
    const act = layers[n]![event.shiftKey && event.code.startsWith("Digit") ? `shift+${event.code.slice(5)}` : name];
    if (act && act(event) !== false) {
      // The key has done its work: it must not be written into the field that it has opened.
      event.preventDefault();
      return;
    }
  }
}

let listening = false;

/** Keys that hold while the component is there; those of the component that came last go first. */
export function useKeys(keys: Readonly<Record<string, Act>>): void {
  onMounted(() => {
    layers.push(keys);
    if (!listening) document.addEventListener("keydown", press);
    listening = true;
  });
  onBeforeUnmount(() => {
    const at = layers.indexOf(keys);
    if (at >= 0) layers.splice(at, 1);
  });
}
