/** What several panes of the desk say. */
import { words, type Pair } from "@wangge/kit/words";

/** Lists in the rail. */
export const LISTS = {
  accept: ["待受理", "To accept"],
  verify: ["待核实", "To look at"],
  register: ["待立案", "To register"],
  dispatch: ["待派遣", "To dispatch"],
  handle: ["处置中", "To handle"],
  check: ["待核查", "To check"],
  look: ["待看照片", "Pictures"],
  close: ["待结案", "To close"],
  unsolved: ["没解决", "Unsolved"],
  not_right: ["抽查不对", "Not right"],
  orders: ["督办", "Orders"],
  requests: ["申请", "Requests"],
  late: ["超期", "Overdue"],
  unseen: ["没人看", "Unopened"],
  mine: ["该我办", "My turn"],
  open: ["全部在办", "All open"],
  done: ["已办结", "Ended"],
} as const satisfies Record<string, Pair>;

export const GROUPS = {
  late: ["已经超期", "Overdue"],
  soon: ["30 分钟内到期", "Due within 30 minutes"],
  today: ["今天", "Today"],
  later: ["以后", "Later"],
  still: ["时钟停着", "Clock stopped"],
  found: ["从新到旧", "Newest first"],
} as const satisfies Record<string, Pair>;

/** Entries that no row of a flow table names. */
export const STEPS = {
  "case.report": ["上报", "reported it"],
  "case.hand_over": ["随人员交接", "handed over with its people"],
  "case.recalculate": ["按新日历重算期限", "got its due times by the new calendar"],
  "case.remind": ["时限用了八成", "has used 80 % of a limit"],
  "case.overdue": ["超过时限", "is overdue"],
  "case.raise": ["超期，报上一级", "is overdue and was raised"],
  "case.recut": ["随区划调整", "moved along with its area"],
  "case.rate": ["评价了办理结果", "rated how it went"],
  "case.recheck": ["抽查了现场", "looked at it again"],
  "case.call_back": ["电话回访", "rang up the reporter"],
  "case.see": ["看到了", "has seen it"],
  "case.join": ["又说了同一件事", "told us of it as well"],
  "case.absorb": ["并进来一件", "merged another case into it"],
  "case.let_go": ["拆出去一件", "took a case out of it again"],
  "case.keep_aside": ["补到一条晚到的记录", "sent a fact that came late"],
  "case.release": ["公开了这件事", "released it to the public"],
  "case.conceal": ["撤回了公开", "withdrew it from the public"],
  "case.look_at_contact": ["看了联系方式", "opened the contact"],
  "case.export": ["导出案卷", "exported the case file"],
  "content.erase": ["依决定删除了一项内容", "erased a content by decision"],
} as const satisfies Record<string, Pair>;

export const MARKS = {
  pooled: ["挂账", "Pooled"],
  suspended: ["暂停", "Clock stopped"],
  supervised: ["督办", "Supervised"],
  designated: ["指定承办", "Designated"],
  unsolved: ["居民说没解决", "Not solved, they say"],
  not_right: ["抽查不对", "Found not right"],
  unseen: ["没人打开", "Unopened"],
} as const satisfies Record<string, Pair>;

export const CHANNELS = {
  worker: ["网格员上报", "Grid worker"],
  public: ["居民上报", "Resident"],
  import: ["批量导入", "Import"],
} as const satisfies Record<string, Pair>;

export const COMMON = {
  noKind: ["未分类", "No kind yet"],
  noPlace: ["地点待定", "No place yet"],
  away: ["连不上服务器。屏幕上是断开前的内容，恢复后自动更新。", "The server cannot be reached. What you see is from before; it renews itself."],
  retry: ["再试一次", "Try again"],
  close: ["关闭", "Close"],
  optional: ["（可不写）", " (optional)"],
  minutes: ["{n} 分钟", "{n} minutes"],
} as const satisfies Record<string, Pair>;

export const listName = words(LISTS);
export const groupName = words(GROUPS);
export const stepName = words(STEPS);
export const markName = words(MARKS);
export const channelName = words(CHANNELS);
export const common = words(COMMON);
