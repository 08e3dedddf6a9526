/** What the screens of areas say. */
import { words } from "@wangge/kit/words";

export const t = words({
  lead: ["从区到网格，一级一级打开。每一处写着现在谁负责。", "From the district down to the grids; each says who is responsible now."],
  who: ["负责：{who}", "Responsible: {who}"],
  fromAbove: ["这一级没人，由上级负责：{who}", "Nobody here; responsible above: {who}"],
  nobody: ["没有人负责", "Nobody is responsible"],
  rename: ["改名称", "Rename"],
  open: ["看 {name}", "See {name}"],
  go: ["详情", "Details"],
  find: ["直接找", "Find one"],
  households: ["户数", "Households"],
  code: ["代码", "Code"],
  by: ["由谁代管", "Administered by"],
  since: ["这个名称从", "So called since"],
  past: ["以前叫", "Former names"],
  was: ["{name}（{from} 到 {until}）", "{name} ({from} to {until})"],
  below: ["下一级", "One level below"],
  noBelow: ["这是最下面一级", "This is the lowest level"],
  about: ["新名称从今天起用；以前的案件里还是当时的名称。", "The new name holds from today; former cases keep the name of their time."],
  save: ["改成这个名称", "Give it this name"],
  responsible: ["现在负责", "Responsible now"],
});
