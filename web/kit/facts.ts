/** What facts of a move are called, and the words of which a fact is one; for every app that makes moves. */
import { said, type Pair } from "./words";

/** What a move may carry. */
export const FACTS = {
  words: ["说明", "Words"],
  reply: ["给居民的答复", "Answer to the resident"],
  photos: ["照片", "Photos"],
  unit: ["承办部门", "Unit"],
  instead: ["该由谁办", "Who is responsible instead"],
  kind: ["类别", "Kind"],
  condition: ["立案条件", "Filing condition"],
  place: ["地点", "Place"],
  area: ["交给哪里", "Hand to"],
  result: ["核实结果", "Finding"],
  outcome: ["调处结果", "Outcome"],
  grade: ["难易", "Grade"],
  units: ["部门", "Units"],
  limit_minutes: ["几分钟内到场", "Minutes to arrive"],
  sort: ["种类", "Sort"],
  review_on: ["复查日期", "Review date"],
  limit: ["答复时限", "Time to answer"],
  request: ["哪一件申请", "Which request"],
} as const satisfies Record<string, Pair>;

/** Words of which a fact is one. */
export const CHOICES = {
  exists: ["属实", "It is so"],
  not_exists: ["不属实", "It is not so"],
  unable: ["没法核实", "Could not tell"],
  settled: ["化解了（达成协议、整改到位）", "Settled: agreed, or made safe"],
  unsettled: ["没有化解（没谈成、没整改）", "Not settled"],
  ended: ["终止（一方不愿再谈、情况变了）", "Ended: a side withdrew, or things have changed"],
  simple: ["简单，社区办", "Simple: stays with the community"],
  complex: ["复杂，到街道", "Complex: goes to the street"],
  hard: ["疑难，到区", "Hard: goes to the district"],
  extension: ["延期", "Extension"],
  pool: ["挂账", "Pooling"],
  appeal: ["申诉", "Appeal"],
  timeout: ["超期督办", "Overdue"],
  leader: ["领导交办", "Ordered by a leader"],
  important: ["重要案件", "Important"],
} as const satisfies Record<string, Pair>;

/** The name of a fact; its own word for one that is not known here. */
export function factName(fact: string): string {
  return fact in FACTS ? said(FACTS[fact as keyof typeof FACTS]) : fact;
}

/** The name of a choice; its own word for one that is not known here. */
export function choiceName(choice: string): string {
  return choice in CHOICES ? said(CHOICES[choice as keyof typeof CHOICES]) : choice;
}
