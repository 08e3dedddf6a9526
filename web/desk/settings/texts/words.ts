/** What the screens of notices' words say. */
import { words } from "@wangge/kit/words";

export const t = words({
  lead: ["案件交接、快到时限、督办时，系统发的短信和页面通知。", "What people are told when a case is handed over, nearly due or supervised."],
  sms: ["短信", "SMS"],
  screen: ["页面通知", "On the screen"],
  own: ["本区的说法", "Own words"],
  now: ["现在这样说", "As it reads now"],
  write: ["改成", "To be"],
  insert: ["放进去（点一下，加到光标处）：", "Put in at the cursor:"],
  needed: ["必须有", "needed"],
  shape: ["写在花括号里的会换成案件里的内容，例如 {example}。", "What stands between braces is filled in from the case, such as {example}."],
  template: ["短信服务商给的模板号（可不写）", "Template number of the SMS service (optional)"],
  preview: ["发出去是这样", "This is how it will read"],
  save: ["存为新的一版", "Save as the next edition"],
  shipped: ["改回出厂的说法", "Back to the text as shipped"],
  count: ["{n} 个字符", "{n} characters"],
});
