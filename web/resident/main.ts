/** Makes the residents' report page better where scripts run; the page is whole without. */
import { Refusal, Unreachable } from "@wangge/kit/api/client";
import { canRecord } from "@wangge/kit/voice";
import { el } from "./dom";
import { Drafts, type Draft } from "./draft";
import { numbersFor, type Call } from "./emergency";
import { Files } from "./files";
import { Form, offerPosition, watchWords } from "./page";
import { placeOf } from "./place";
import { drawn, offersFor } from "./same";
import { handIn, type Sent } from "./send";
import { talkButton } from "./talk";
import { t } from "./texts";
import type { LocalFile } from "@wangge/kit/sync/store";

/** Set when the reader chooses another size or language: the page comes back with everything in it, unasked. */
const RESUME = "wangge-resume";
/** Pauses before a report is tried again (milliseconds); the last one is repeated. */
const PAUSES = [2_000, 4_000, 8_000, 15_000, 30_000];

async function start(element: HTMLFormElement): Promise<void> {
  const form = new Form(element);
  element.classList.add("rich");
  const calls: Call[] = JSON.parse(document.getElementById("calls")?.textContent ?? "[]");
  let sent: Sent[] = [];
  let waiting = false;
  let busy = false;
  /** The case that it is the same as, `no` for another one; empty until that was asked. */
  let sameAs = "";
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** While an earlier draft waits for an answer, or once all is sent, nothing is written. */
  let offered = false;
  let saving: ReturnType<typeof setTimeout> | undefined;

  const ways = element.querySelector(".ways")!;
  const shoot = ways.querySelector<HTMLInputElement>("input[accept^=image]")!;
  const sound = ways.querySelector<HTMLInputElement>("input[accept^=audio]")!;
  const said = el("p", { class: "s", role: "status" });
  const chosen: { files: Files | null; early: File[] } = { files: null, early: [] };
  // What is chosen before the store is open waits for it.
  for (const input of [shoot, sound]) {
    input.addEventListener("change", () => {
      const picked = [...(input.files ?? [])];
      input.value = "";
      if (chosen.files) void chosen.files.take(picked);
      else chosen.early.push(...picked);
    });
  }
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    const pressed = event.submitter as HTMLButtonElement | null;
    if (pressed?.name === "same_as") sameAs = pressed.value;
    void submit();
  });

  const drafts = await Drafts.open();
  const files = new Files(drafts, Number(element.dataset.most), () => save());
  chosen.files = files;
  ways.after(files.list, files.sum, said);
  if (canRecord() && window.isSecureContext) {
    const field = sound.closest("label")!;
    const icon = field.querySelector("svg")!;
    field.replaceWith(talkButton(icon, (file, seconds) => void files.add(file, seconds), (sentence) => (said.textContent = sentence)));
  }
  const look = watchWords(form.words, calls);
  const showPosition = offerPosition(form, () => save());

  function present(): Draft {
    const { key, words, address, phone, elsewhere } = form;
    return {
      key: key.value, words: words.value, address: address.value, phone: phone.value, building: form.value("building"), elsewhere,
      lat: form.value("lat"), lng: form.value("lng"), files: files.files.map((file) => file.id), sent, waiting,
    };
  }

  function isEmpty(draft: Draft): boolean {
    return !draft.words.trim() && !draft.files.length && !draft.phone.trim() && !draft.address.trim() && !draft.sent.length;
  }

  function save(): void {
    clearTimeout(saving);
    if (!offered) saving = setTimeout(() => void saveNow(), 300);
  }

  async function saveNow(): Promise<void> {
    clearTimeout(saving);
    if (!offered) await drafts.write(present());
  }

  async function fill(draft: Draft, kept: readonly LocalFile[]): Promise<void> {
    form.key.value = draft.key;
    form.words.value = draft.words;
    form.address.value = draft.address;
    form.phone.value = draft.phone;
    const elsewhere = form.field("elsewhere");
    if (elsewhere) elsewhere.checked = draft.elsewhere;
    for (const name of ["lat", "lng"] as const) form.field(name)!.value = draft[name];
    sent = draft.sent;
    waiting = draft.waiting;
    look();
    showPosition();
    for (const file of kept) await files.add(file);
    if (waiting) {
      form.tell("wait", t("offline"));
      void submit();
    }
  }

  function offer(draft: Draft, kept: readonly LocalFile[]): void {
    offered = true;
    const answer = (go: () => Promise<void>) => async () => {
      box.remove();
      offered = false;
      await go();
    };
    const box = el(
      "section", { class: "card stack" },
      el("h2", {}, t("draft")),
      el("p", {}, draft.words.slice(0, 60) || t("not_sent")),
      el("p", { class: "two" },
        el("button", { type: "button", class: "btn", onclick: answer(() => fill(draft, kept)) }, t("draft_on")),
        el("button", { type: "button", class: "btn quiet", onclick: answer(() => drafts.clear()) }, t("draft_off"))),
    );
    element.before(box);
  }

  /** Once more by itself: after our own pause, not before the seconds that the server has asked for. */
  function later(seconds = 0): void {
    clearTimeout(timer);
    const pause = PAUSES[Math.min(tries, PAUSES.length - 1)] ?? 0;
    timer = setTimeout(() => void submit(), Math.max(pause, seconds * 1000));
    tries += 1;
  }

  async function submit(again = true): Promise<void> {
    if (busy || !chosen.files) return;
    busy = true;
    clearTimeout(timer);
    form.busy(t("submitting"));
    if (!waiting) form.tell("");
    try {
      if (!files.isEmpty) form.busy(t("files_first"));
      const photos = [...kept(), ...(await files.ids())];
      if (files.troubled) {
        busy = waiting = false;
        form.busy("");
        form.tell("bad", t("cannot"));
        return;
      }
      form.busy(t("submitting"));
      const given = present();
      const place = placeOf(given);
      const urgent = numbersFor(given.words, calls).length > 0;
      const offers = sameAs || sent.length || urgent ? [] : await offersFor(given.words, place);
      document.getElementById("same")?.remove();
      if (offers.length) {
        busy = waiting = false;
        form.busy("");
        const question = drawn(offers);
        element.prepend(question);
        question.scrollIntoView();
        question.focus();
        return;
      }
      const same = sameAs && sameAs !== "no" ? { same_as: sameAs } : {};
      const body: Sent = { key: given.key, words: given.words, place, photos, phone: given.phone.trim(), ...same };
      const earlier = sent;
      if (!sent.some((one) => JSON.stringify(one) === JSON.stringify(body))) sent = [...sent, body];
      await saveNow();
      const { code, joined } = await handIn(body, earlier);
      if (!offered) await drafts.clear();
      offered = true;
      location.replace(`/t/${code}?new=1${joined ? "&joined=1" : ""}`);
      return;
    } catch (trouble) {
      busy = false;
      form.busy("");
      if (trouble instanceof Unreachable) {
        waiting = true;
        form.tell("wait", t("offline"));
        later();
      } else if (trouble instanceof Refusal && trouble.status === 404 && again && !files.isEmpty) {
        files.forgetIds();
        await submit(false);
        return;
      } else if (trouble instanceof Refusal) {
        waiting = trouble.status === 429 || trouble.status >= 500;
        form.tell(trouble.code === "busy" ? "wait" : "bad", trouble.message);
        if (waiting) later(Number(trouble.facts.retry_after) || 0);
      } else throw trouble;
      await saveNow();
    }
  }

  /** Files that an earlier sending without script has left with the server. */
  function kept(): string[] {
    return [...element.querySelectorAll<HTMLInputElement>("input[name=photo]:checked")].map((box) => box.value);
  }

  element.addEventListener("input", save);
  element.addEventListener("change", save);
  // Whoever looks away may not come back to this page as it is.
  window.addEventListener("pagehide", () => void saveNow());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) void saveNow();
  });
  window.addEventListener("online", () => {
    if (waiting) void submit();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  for (const link of document.querySelectorAll(".choices a")) {
    link.addEventListener("click", () => sessionStorage.setItem(RESUME, "1"));
  }

  const resume = sessionStorage.getItem(RESUME);
  sessionStorage.removeItem(RESUME);
  const found = await drafts.read();
  if (found && !isEmpty(found.draft) && found.draft.key !== form.key.value) {
    if (resume || found.draft.waiting) await fill(found.draft, found.files);
    else offer(found.draft, found.files);
  }
  look();
  if (chosen.early.length) await files.take(chosen.early);
}

const element = document.querySelector<HTMLFormElement>("form#report");
if (element) void start(element);
