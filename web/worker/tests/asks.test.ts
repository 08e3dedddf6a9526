import { describe, expect, it } from "vitest";
import type { Item } from "@wangge/kit/sync/store";
import { askOf, beforePhoto, byDue, handedOn, mainMoves, otherMoves, toneOf, type Case, type Entry, type Move } from "../asks";

function move(verb: string, required: string[] = []): Move {
  return { verb, label: { zh: verb, en: verb }, needs: { type: "object", properties: {}, required } } as unknown as Move;
}

function one(allowed: Move[], change: Partial<Case> = {}): Case {
  return { id: "a", number: "1", allowed, due_at: null, state: "handled", stopped: false, overdue: false, ...change } as unknown as Case;
}

function item(change: Partial<Item>): Item {
  return { key: "k", case: "a", verb: "check_pass", state: "waiting", answer: null, receivedAt: null, ...change } as Item;
}

describe("what is asked", () => {
  it("follows the moves that the server allows", () => {
    expect(askOf(one([move("remark"), move("check_fail"), move("check_pass")]))).toBe("check");
    expect(askOf(one([move("solve"), move("verify", ["result"])]))).toBe("verify");
    expect(askOf(one([move("escalate"), move("solve")]))).toBe("handle");
    expect(askOf(one([move("remark"), move("escalate")]))).toBe("none");
    expect(askOf(one([move("classify")]))).toBe("other");
  });

  it("asks for nothing while the clock stands still, but for a check", () => {
    expect(askOf(one([move("finish")], { stopped: true }))).toBe("none");
    expect(askOf(one([move("check_pass")], { stopped: true }))).toBe("check");
  });

  it("puts the primary move first and leaves none out", () => {
    const moves = [move("remark"), move("check_fail"), move("check_pass"), move("void")];
    expect(mainMoves(one(moves)).map((m) => m.verb)).toEqual(["check_pass", "check_fail"]);
    expect([...mainMoves(one(moves)), ...otherMoves(one(moves))]).toHaveLength(moves.length);
  });
});

describe("what has left her hands", () => {
  it("is what waits, and what was received after the list was made", () => {
    expect(handedOn([item({})], "a", 100)).toBe(true);
    expect(handedOn([item({ state: "received", receivedAt: 200, answer: { status: 200, body: {} } })], "a", 100)).toBe(true);
    expect(handedOn([item({ state: "received", receivedAt: 50, answer: { status: 200, body: {} } })], "a", 100)).toBe(false);
  });

  it("is not what needs her, what was kept aside, a remark, or another case", () => {
    expect(handedOn([item({ state: "needs_you" })], "a", 100)).toBe(false);
    expect(handedOn([item({ state: "received", receivedAt: 200, answer: { status: 202, body: {} } })], "a", 100)).toBe(false);
    expect(handedOn([item({ verb: "remark" })], "a", 100)).toBe(false);
    expect(handedOn([item({ case: "b" })], "a", 100)).toBe(false);
  });
});

describe("how it looks", () => {
  it("is late, stopped, done or void", () => {
    expect(toneOf(one([], { overdue: true }))).toBe("late");
    expect(toneOf(one([], { overdue: true, stopped: true }))).toBe("hold");
    expect(toneOf(one([], { state: "closed" }))).toBe("done");
    expect(toneOf(one([], { state: "declined" }))).toBe("void");
  });

  it("comes by due time, what has none last", () => {
    const list = [one([], { number: "3" }), one([], { number: "2", due_at: "2026-11-26T00:00:00Z" }), one([], { number: "1", due_at: "2026-11-25T00:00:00Z" })];
    expect(list.sort(byDue).map((c) => c.number)).toEqual(["1", "2", "3"]);
  });

  it("compares with the first picture that was not taken after the work", () => {
    const entry = (verb: string, ...ids: string[]) => ({ verb, files: ids.map((id) => ({ id, type: "image/jpeg", sha256: "" })) }) as unknown as Entry;
    expect(beforePhoto([entry("case.report"), entry("case.verify", "v"), entry("case.finish", "f")])?.id).toBe("v");
    expect(beforePhoto([entry("case.finish", "f")])).toBeNull();
  });
});
