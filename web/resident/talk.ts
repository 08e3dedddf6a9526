/** 按住说话: hold and let go, or tap to begin and tap to end. */
import { newId } from "@wangge/kit/ids";
import { NoVoice, record, type Running } from "@wangge/kit/voice";
import type { LocalFile } from "@wangge/kit/sync/store";
import { el } from "./dom";
import { t } from "./texts";

/** Longest recording in seconds. */
const MOST = 60;
/** A press shorter than this is a tap (milliseconds). */
const TAP = 500;

/** The button, in place of the field for a sound file. `said` hears of trouble, empty when there is none any more. */
export function talkButton(icon: Node, recorded: (file: LocalFile, seconds: number) => void, said: (sentence: string) => void): HTMLElement {
  let running: Running | null = null;
  let waking = false;
  let ticking: ReturnType<typeof setInterval> | undefined;
  let pressedAt = 0;
  /** Lifted before the microphone was ready, after more than a tap. */
  let lifted = false;
  let byFinger = false;
  const label = el("span", {}, t("hold"));
  const button = el("button", { type: "button", class: "talk" }, icon, label);

  async function begin(): Promise<void> {
    if (running || waking) return;
    waking = true;
    lifted = false;
    said("");
    label.textContent = t("waking");
    try {
      running = await record(MOST, () => void end());
    } catch (trouble) {
      label.textContent = t("hold");
      if (!(trouble instanceof NoVoice)) throw trouble;
      said(t(trouble.why));
      return;
    } finally {
      waking = false;
    }
    button.classList.add("on");
    const since = running.startedAt;
    const tick = () => (label.textContent = t("running", { seconds: Math.floor((Date.now() - since) / 1000) }));
    tick();
    ticking = setInterval(tick, 500);
    if (lifted) await end();
  }

  async function end(): Promise<void> {
    const own = running;
    if (!own) return;
    running = null;
    clearInterval(ticking);
    const made = await own.stop();
    button.classList.remove("on");
    label.textContent = t("hold");
    if (!made) return said(t("short"));
    recorded({ id: newId(), blob: made.blob, type: made.type, madeAt: Date.now(), upload: null }, made.seconds);
  }

  button.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    byFinger = true;
    if (running) {
      pressedAt = 0;
      void end();
      return;
    }
    pressedAt = Date.now();
    button.setPointerCapture?.(event.pointerId);
    void begin();
  });
  const up = () => {
    const long = pressedAt && Date.now() - pressedAt > TAP;
    pressedAt = 0;
    if (!long) return;
    if (waking) lifted = true;
    else void end();
  };
  button.addEventListener("pointerup", up);
  button.addEventListener("pointercancel", up);
  // Space, Enter and screen readers come as clicks without a finger.
  button.addEventListener("click", () => {
    if (byFinger) byFinger = false;
    else void (running ? end() : begin());
  });
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  return button;
}
