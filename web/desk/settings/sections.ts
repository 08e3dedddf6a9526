/** Which screens there are, and who may change something on them. */
import { defineAsyncComponent, type Component } from "vue";
import type { IconName } from "@wangge/kit/parts/icons";
import { may, session } from "@wangge/kit/session";
import type { Section } from "./texts";

interface Screen {
  name: Section;
  icon: IconName;
  verb: string;
  /** What the screen of the list is, and that of one thing in it. */
  list: Component;
  one: Component;
  /** Whether it can be read without the verb; or with which other verb. */
  open: boolean | string;
}
const lazy = defineAsyncComponent;

export const SCREENS: readonly Screen[] = [
  { name: "units", icon: "layers", verb: "unit.set", open: true, list: lazy(() => import("./units/Units.vue")), one: lazy(() => import("./units/Unit.vue")) },
  { name: "people", icon: "people", verb: "account.create", open: false, list: lazy(() => import("./people/People.vue")), one: lazy(() => import("./people/Person.vue")) },
  { name: "rosters", icon: "clock", verb: "duty.set", open: false, list: lazy(() => import("./rosters/Rosters.vue")), one: lazy(() => import("./rosters/Rosters.vue")) },
  { name: "areas", icon: "pin", verb: "area.set", open: true, list: lazy(() => import("./areas/Areas.vue")), one: lazy(() => import("./areas/Area.vue")) },
  { name: "kinds", icon: "flag", verb: "kind.set", open: true, list: lazy(() => import("./kinds/Kinds.vue")), one: lazy(() => import("./kinds/One.vue")) },
  { name: "flows", icon: "send", verb: "flow.set", open: true, list: lazy(() => import("./flows/Flows.vue")), one: lazy(() => import("./flows/Flow.vue")) },
  { name: "routing", icon: "link", verb: "routing.set", open: true, list: lazy(() => import("./routing/Routing.vue")), one: lazy(() => import("./routing/Routing.vue")) },
  { name: "calendars", icon: "tasks", verb: "calendar.set", open: true, list: lazy(() => import("./calendars/Calendars.vue")), one: lazy(() => import("./calendars/Calendar.vue")) },
  { name: "texts", icon: "message", verb: "text.set", open: true, list: lazy(() => import("./texts/Texts.vue")), one: lazy(() => import("./texts/Text.vue")) },
  { name: "learning", icon: "chart", verb: "kind.set", open: "case.supervise", list: lazy(() => import("./learning/Card.vue")), one: lazy(() => import("./learning/Card.vue")) },
  { name: "solving", icon: "check", verb: "solving.set", open: true, list: lazy(() => import("./solving/Solving.vue")), one: lazy(() => import("./solving/Solving.vue")) },
];

/** Those that this person may change, then those that can only be read. */
export function screensFor(): { mine: readonly Screen[]; read: readonly Screen[] } {
  return { mine: SCREENS.filter((one) => may(one.verb)), read: SCREENS.filter((one) => !may(one.verb) && (typeof one.open === "string" ? may(one.open) : one.open)) };
}

/** The widest area in which somebody may use a verb; the district where there is none. */
export function reach(verb: string): string {
  const areas = session.me?.grants.filter((grant) => grant.area && may(verb)).map((grant) => grant.area!) ?? [];
  return areas.sort((one, other) => one.length - other.length)[0] ?? session.me?.district ?? "";
}
