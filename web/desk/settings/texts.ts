/** What several screens of settings say. */
import { words, type Pair } from "@wangge/kit/words";

export const SECTIONS = {
  units: ["单位", "Units"],
  people: ["人员", "People"],
  rosters: ["排班", "Rosters"],
  areas: ["地域", "Areas"],
  kinds: ["类别和时限", "Kinds and limits"],
  flows: ["流程", "Flows"],
  routing: ["派单规则", "Routing rules"],
  calendars: ["工作日历", "Calendars"],
  texts: ["通知用语", "Words of notices"],
  learning: ["建议", "Suggestions"],
  solving: ["抽查和回访", "Re-checks and call-backs"],
} as const satisfies Record<string, Pair>;
export type Section = keyof typeof SECTIONS;

export const ABOUT = {
  units: ["单位的名称、值班电话、上级，联合办公", "Names, duty numbers, who is above; joint offices"],
  people: ["账号、岗位、重设密码、离岗交接", "Accounts, posts, new passwords, handing over"],
  rosters: ["哪里没人值班，一周的班次，代班", "Where nobody is on duty, shifts of a week, stand-ins"],
  areas: ["区、街道、社区、网格的名称和负责人", "Names of streets, communities and grids, and who is responsible"],
  kinds: ["每一类的时限，哪些常用，哪些不用", "The limit of every kind, which are usual, which are not used"],
  flows: ["哪些步骤停用，步骤怎么叫，每步多久", "Which steps are off, what they are called, how long each may take"],
  routing: ["什么案件在哪里归哪个单位，改之前先试算", "Which unit is responsible for what and where; tried before it is saved"],
  calendars: ["节假日、调休上班日，改了以后期限怎么变", "Holidays and make-up days, and how due times would move"],
  texts: ["短信和页面通知怎么说", "What messages and notices say"],
  learning: ["类别建议准不准，要不要重新学习", "How right suggested kinds are, and whether to learn again"],
  solving: ["抽查多少、回访多少、电话里怎么说", "How many are looked at again or rung up, and what is said"],
} as const satisfies Record<Section, Pair>;

export const POSTS = {
  grid_worker: ["网格员", "Grid worker"],
  community_clerk: ["社区受理员", "Community clerk"],
  street_chief: ["街道负责人", "Street chief"],
  district_duty_officer: ["区中心值班长", "District duty officer"],
  unit_handler: ["处置人员", "Unit handler"],
  unit_chief: ["部门负责人", "Unit chief"],
  outside_handler: ["外部单位人员", "Handler of an outside body"],
  auditor: ["审计员", "Auditor"],
  administrator: ["系统管理员", "Administrator"],
} as const satisfies Record<string, Pair>;

export const SHARED = {
  settings: ["设置", "Settings"],
  gone: ["没有这一项，或不在您的辖区里。请回到列表再找。", "There is no such thing in your area. Go back to the list and look again."],
  away: ["连不上服务器，正在再试。屏幕上的内容还在。", "The server cannot be reached; trying again. What you see is kept."],
  unsent: ["连不上服务器，还没有存上。写的都在，请再按一次。", "The server cannot be reached and nothing is saved yet. What you wrote is here: press again."],
  retry: ["再试一次", "Try again"],
  waiting: ["正在取来…", "Fetching…"],
  save: ["保存", "Save"],
  saving: ["正在保存…", "Saving…"],
  saved: ["已保存", "Saved"],
  undo: ["撤销", "Undo"],
  undone: ["已撤销", "Undone"],
  stop: ["先不改", "Not now"],
  edit: ["修改", "Change"],
  search: ["查找", "Find"],
  more: ["再看后面的", "Show more"],
  read: ["只能看。要改请找：{who}", "You can read this. To change it ask: {who}"],
  nobody: ["没有", "None"],
  keep: ["别人刚存了新的一版。上面是他们的，下面您写的还在。", "Somebody has just saved a newer edition. Theirs is above; what you wrote is still below."],
  mine: ["看过了，存我写的", "I have looked: save mine"],
  theirs: ["用他们的", "Take theirs"],
  admin: ["系统管理员", "the administrator"],
  superior: ["街道负责人或区中心", "the street chief or the district centre"],
  optional: ["（可不写）", " (optional)"],
  asShipped: ["和出厂一样", "as shipped"],
  edition: ["第 {n} 版", "edition {n}"],
  shipped: ["出厂设置", "As shipped"],
  since: ["{at}起", "since {at}"],
  zh: ["中文", "Chinese (中文)"],
  en: ["英文", "English"],
  nameEn: ["英文名称（可不写）", "English name (optional)"],
  name: ["名称", "Name"],
  all: ["全部", "All"],
} as const satisfies Record<string, Pair>;

export const sectionName = words(SECTIONS);
export const sectionAbout = words(ABOUT);
export const postName = words(POSTS);
export const shared = words(SHARED);
