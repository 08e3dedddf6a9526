/** What the API tells of settings, named by the operation that tells it. */
import type { paths } from "@wangge/kit/api/types";

type Address = keyof paths;
type Told<P extends Address, M extends "get" | "post"> = paths[P] extends { [K in M]: { responses: infer R } }
  ? { [S in keyof R]: S extends 200 | 201 ? (R[S] extends { content: { "application/json": infer B } } ? B : never) : never }[keyof R]
  : never;

export type Unit = Told<"/api/v1/settings/units/{unit}", "get">;
export type UnitRow = Told<"/api/v1/settings/units", "get">["items"][number];
export type Person = Told<"/api/v1/settings/people/{person}", "get">;
export type Grant = Person["grants"][number];
export type HandedOver = Told<"/api/v1/settings/people/{person}/hand-over", "post">;
export type Shift = Told<"/api/v1/settings/shifts", "get">["items"][number];
export type WeekCopied = Told<"/api/v1/settings/shifts/copy-week", "post">;
export type Hole = Told<"/api/v1/rosters/holes", "get">["items"][number];
export type Area = Told<"/api/v1/settings/areas/{code}", "get">;
export type AreaRow = Area["children"][number];
export type Kind = Told<"/api/v1/settings/kinds/{code}", "get">;
export type KindPreview = Told<"/api/v1/settings/kinds/{code}/preview", "post">;
export type SheetPreview = Told<"/api/v1/settings/catalogue/file/preview", "post">;
export type Control = Told<"/api/v1/settings/controls", "get">["items"][number];
export type KindRow = Told<"/api/v1/settings/kinds", "get">["items"][number];
export type Flow = Told<"/api/v1/settings/flows/{name}", "get">;
export type FlowPreview = Told<"/api/v1/settings/flows/{name}/preview", "post">;
export type Routing = Told<"/api/v1/settings/routing", "get">;
export type RoutingTried = Told<"/api/v1/settings/routing/try", "post">;
export type Calendar = Told<"/api/v1/settings/calendars", "get">["items"][number];
export type CalendarPreview = Told<"/api/v1/settings/calendars/{code}/preview", "post">;
export type Year = Told<"/api/v1/settings/calendars/{code}/years/{year}", "get">;
export type Text = Told<"/api/v1/settings/texts", "get">["items"][number];
