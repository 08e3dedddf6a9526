/** Words in two languages: each app has one typed file of texts, Chinese first; whoever forgets one does not compile. */

export type Pair = readonly [zh: string, en: string];
/** A pair as the API sends it. */
export interface Say {
  zh: string;
  en: string;
}
export type Language = "zh" | "en";

function fromCookie(name: string): string {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

function present(): Language {
  const chosen = fromCookie("wangge_language");
  if (chosen === "zh" || chosen === "en") return chosen;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** The reader's language; another one comes with the page loaded anew. */
export const language: Language = present();

/** The text of a pair from the API, or of ours. */
export function said(pair: Say | Pair | null | undefined): string {
  if (!pair) return "";
  return "zh" in pair ? pair[language] : pair[language === "zh" ? 0 : 1];
}

/** Puts facts into the places of a text: `{count} 条` with `{count: 3}`. */
export function filled(text: string, facts: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole));
}

/** The function with which an app says its texts: `t("sending", {done: 2, all: 3})`. */
export function words<T extends Readonly<Record<string, Pair>>>(texts: T) {
  return (key: keyof T & string, facts?: Readonly<Record<string, string | number>>): string => {
    const text = said(texts[key]);
    return facts ? filled(text, facts) : text;
  };
}

export type Size = "normal" | "elder" | "largest";
export const SIZES: readonly Size[] = ["normal", "elder", "largest"];

/** The size of text that the reader has chosen; the pages of the server know it by the same cookie. */
export function size(): Size {
  const chosen = fromCookie("wangge_size");
  return SIZES.find((one) => one === chosen) ?? "normal";
}

function keep(name: string, value: string): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Max-Age=31536000; Path=/; SameSite=Lax${secure}`;
}

export function chooseSize(chosen: Size): void {
  keep("wangge_size", chosen);
  showSurroundings();
}

/** Keeps the language; the caller has seen to it that nothing typed is lost by loading anew. */
export function chooseLanguage(chosen: Language): void {
  keep("wangge_language", chosen);
  location.reload();
}

/** Puts language and size on the root, where the sheet looks for them. */
export function showSurroundings(): void {
  const root = document.documentElement;
  root.lang = language === "zh" ? "zh-CN" : "en";
  if (size() === "normal") delete root.dataset.size;
  else root.dataset.size = size();
}

/** The value of a cookie that scripts may read; empty where there is none. */
export const cookie = fromCookie;
