/** A browser's long description of itself cut down to program and system. */
import { words } from "@wangge/kit/words";

const w = words({ wechat: ["微信", "WeChat"], huawei: ["华为浏览器", "Huawei browser"], none: ["没有名字的设备", "a device without name"] });

export function deviceWords(agent: string): string {
  const program = /MicroMessenger/.test(agent)
    ? w("wechat")
    : /HuaweiBrowser/.test(agent)
      ? w("huawei")
      : (/(Edg|Firefox|Chrome|Safari)/.exec(agent)?.[1] ?? "").replace("Edg", "Edge");
  const system = /(HarmonyOS|Android|iPhone|iPad|Windows|Mac OS X|Linux)/.exec(agent)?.[1] ?? "";
  return [program, system].filter(Boolean).join(" · ") || agent.slice(0, 40) || w("none");
}
