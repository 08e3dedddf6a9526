/** To the home screen: where the browser offers it, its own question; on an iPhone two steps in words. */
import { shallowReactive } from "vue";

interface InstallQuestion extends Event {
  prompt(): Promise<void>;
  userChoice: Promise<{ outcome: "accepted" | "dismissed" }>;
}

const SHOWN = "wangge-install-shown";

export const install = shallowReactive<{ question: InstallQuestion | null; installed: boolean; hidden: boolean }>({
  question: null,
  installed: matchMedia("(display-mode: standalone)").matches || (navigator as Navigator & { standalone?: boolean }).standalone === true,
  hidden: localStorage.getItem(SHOWN) !== null,
});

/** An iPhone or iPad, where only the person can put a page on the home screen. */
export const apple = /iPhone|iPad/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  install.question = event as InstallQuestion;
});
addEventListener("appinstalled", () => Object.assign(install, { question: null, installed: true }));

/** On the home page it is offered once. */
export function notNow(): void {
  localStorage.setItem(SHOWN, "1");
  install.hidden = true;
}

export async function ask(): Promise<void> {
  const { question } = install;
  if (!question) return;
  await question.prompt();
  if ((await question.userChoice).outcome === "accepted") install.installed = true;
  install.question = null;
  notNow();
}
