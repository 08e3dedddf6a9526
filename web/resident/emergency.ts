/** Words that sound like an emergency. The one list is the server's (`pages/emergency.py`); it comes with the page. */

/** Number, Chinese words found anywhere, English ones found as words. */
export type Call = readonly [number: string, zh: readonly string[], en: readonly string[]];

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Which numbers are to be called first after what somebody wrote. Pure. */
export function numbersFor(words: string, calls: readonly Call[]): string[] {
  return calls
    .filter(([, zh, en]) => zh.some((one) => words.includes(one)) || new RegExp(`\\b(?:${en.map(escaped).join("|")})\\b`, "i").test(words))
    .map(([number]) => number);
}
