/** The form as the server drew it, and what stands around it. */
import { el } from "./dom";
import type { Call } from "./emergency";
import { numbersFor } from "./emergency";
import { t } from "./texts";

/** The fields by name; all but the first four may be missing. */
export class Form {
  readonly send: HTMLButtonElement;
  readonly words: HTMLTextAreaElement;
  readonly address: HTMLInputElement;
  readonly phone: HTMLInputElement;
  readonly key: HTMLInputElement;
  private readonly note = el("div", { hidden: true });

  constructor(readonly form: HTMLFormElement) {
    const named = <T extends Element>(name: string) => form.querySelector<T & Element>(`[name=${name}]`)!;
    this.words = named("words");
    this.address = named("address");
    this.phone = named("phone");
    this.key = named("key");
    this.send = form.querySelector<HTMLButtonElement>("button.whole")!;
    this.send.before(this.note);
  }

  /** A field that is there on some pages only. */
  field(name: string): HTMLInputElement | null {
    return this.form.querySelector<HTMLInputElement>(`[name=${name}]`);
  }

  value(name: string): string {
    return this.field(name)?.value ?? "";
  }

  get elsewhere(): boolean {
    return this.field("elsewhere")?.checked ?? false;
  }

  /** A sentence before the button: `bad` is read out at once and takes the focus, `wait` is read out when there is a pause. */
  tell(kind: "bad" | "wait" | "", sentence = ""): void {
    this.note.hidden = !kind;
    this.note.className = `note ${kind}`;
    this.note.textContent = sentence;
    this.note.tabIndex = -1;
    if (kind) this.note.setAttribute("role", kind === "bad" ? "alert" : "status");
    else this.note.removeAttribute("role");
    if (kind === "bad") this.note.focus();
    for (const old of document.querySelectorAll("main > .note.bad")) old.remove();
  }

  busy(label: string): void {
    this.send.textContent = label || t("submit");
    if (label) this.send.setAttribute("aria-disabled", "true");
    else this.send.removeAttribute("aria-disabled");
  }
}

/** While somebody writes: says at once whom to call first. Nothing is held up by it. */
export function watchWords(words: HTMLTextAreaElement, calls: readonly Call[]): () => void {
  const shown = el("section", { class: "urgent stack", role: "alert" });
  let before = "";
  const look = () => {
    const numbers = numbersFor(words.value, calls);
    if (numbers.join() === before) return;
    before = numbers.join();
    if (!numbers.length) {
      shown.remove();
      return;
    }
    const links = numbers.map((number) => el("a", { href: `tel:${number}` }, el("b", {}, number), t(`call_${number}` as "call_119")));
    shown.replaceChildren(el("h2", {}, t("urgent")), el("p", { class: "numbers" }, ...links), el("p", {}, t("urgent_then")));
    words.parentElement!.after(shown);
  };
  words.addEventListener("input", look);
  return look;
}

/** The button that takes the phone's position, where there is one to take. */
export function offerPosition(form: Form, changed: () => void): () => void {
  const [lat, lng] = [form.field("lat")!, form.field("lng")!];
  const said = el("p", { class: "s", role: "status" });
  const button = el("button", { type: "button", class: "btn quiet" }, t("position"));
  const show = () => (button.textContent = t(lat.value ? "position_drop" : "position"));
  if (!navigator.geolocation || !window.isSecureContext) return () => undefined;
  lat.parentElement!.append(button, said);
  button.addEventListener("click", () => {
    if (lat.value) {
      lat.value = lng.value = said.textContent = "";
      show();
      changed();
      return;
    }
    said.textContent = t("position_waiting");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        lat.value = coords.latitude.toFixed(6);
        lng.value = coords.longitude.toFixed(6);
        said.textContent = t("position_taken", { metres: Math.ceil(coords.accuracy) });
        show();
        changed();
      },
      () => (said.textContent = t("position_none")),
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 30_000 },
    );
  });
  return show;
}
