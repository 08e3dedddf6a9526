/** Texts that several parts of the report say. */
import { words } from "@wangge/kit/words";
import type { Side } from "./names";

export const t = words({
  unsure: ["说不准，请中心定", "Not sure: let the centre decide"],
  metres: ["{n} 米", "{n} m"],
  beside: ["{name}附近", "near {name}"],
  error: ["误差 {n} 米", "within {n} m"],
  poor: ["（手机定位误差约 {n} 米）", "(phone position within some {n} m)"],
  outside: ["（手机定位 {lat}, {lng}，不在本区网格内）", "(phone position {lat}, {lng}, in no grid of the district)"],
  again: ["又有人看到，是同一件。", "Seen again: the same matter."],
  joins: ["和 {number} 是同一件", "The same as {number}"],
  noKind: ["报事", "Report"],
});

const sides = words({
  n: ["北", "north"],
  ne: ["东北", "north-east"],
  e: ["东", "east"],
  se: ["东南", "south-east"],
  s: ["南", "south"],
  sw: ["西南", "south-west"],
  w: ["西", "west"],
  nw: ["西北", "north-west"],
});

/** 东北; empty on the spot. */
export function sideWords(side: Side | null): string {
  return side ? sides(side) : "";
}
