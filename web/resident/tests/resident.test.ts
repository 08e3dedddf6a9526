/** The pure parts of the residents' script. */
import { describe, expect, it } from "vitest";
import { numbersFor, type Call } from "../emergency";
import { placeOf } from "../place";

const CALLS: Call[] = [
  ["119", ["燃气", "着火"], ["gas", "on fire"]],
  ["120", ["晕倒"], ["fainted"]],
];
const NOWHERE = { building: "", elsewhere: false, lat: "", lng: "", address: "" };

describe("words of an emergency", () => {
  it.each([
    ["楼道有燃气味", ["119"]],
    ["着火了，有人晕倒", ["119", "120"]],
    ["Smells of GAS here", ["119"]],
    ["the gasket drips", []],
    ["井盖响", []],
  ])("%s", (words, numbers) => expect(numbersFor(words, CALLS)).toEqual(numbers));
});

describe("the place of a report", () => {
  it.each([
    ["the door of the code", { building: "D", address: "x", lat: "1", lng: "2" }, { building: "D" }],
    ["elsewhere: the words", { building: "D", elsewhere: true, address: " 路口 " }, { address: "路口" }],
    ["the position with the words", { lat: "41.1", lng: "122.1", address: "路口" }, { lat: "41.1", lng: "122.1", datum: "wgs84", address: "路口" }],
    ["a door code that was typed", { address: "211102005013001-01" }, { building: "211102005013001-01" }],
    ["nothing", {}, null],
  ])("%s", (_, given, place) => expect(placeOf({ ...NOWHERE, ...given })).toEqual(place));
});
