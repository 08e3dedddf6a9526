import { describe, expect, it, vi } from "vitest";
import type { LocalFile } from "../sync/store";
import { markOf } from "../sync/mark";

vi.stubGlobal("document", { cookie: "wangge_language=zh" });
const { upload } = await import("../sync/upload");

const SHA = "ab".repeat(32);
const photo = (): LocalFile => ({
  id: "p", blob: new Blob(["12345"]), type: "image/jpeg", madeAt: 1_000, upload: null,
  facts: { width: 1, height: 1, sha256: SHA, source: "camera", ahead: 0, position: { lat: 41.1963, lng: 122.0568, accuracy: 7.6, at: 900 } },
});
const store = { put: async () => undefined };

describe("what the phone says of a photo", () => {
  it("is when, where, to how many metres, and the checksum of what was taken", () => {
    expect(JSON.parse(markOf(photo(), 60_000, 120_000))).toEqual({
      source: "camera", taken_at: "1970-01-01T00:01:00.000Z", sent_at: "1970-01-01T00:02:00.000Z",
      lat: 41.1963, lng: 122.0568, accuracy_m: 8, sha256: SHA,
    });
  });

  it("is nothing of a recording, and little of an old photo without a place", () => {
    expect(markOf({ ...photo(), facts: undefined }, 0, 0)).toBe("");
    const old = { ...photo(), facts: { width: 1, height: 1, sha256: "", position: null } };
    expect(Object.keys(JSON.parse(markOf(old, 0, 0)))).toEqual(["source", "taken_at", "sent_at"]);
  });
});

describe("a photo that arrives otherwise than it was taken", () => {
  it("goes once more with its checksum and then without: it is never lost", async () => {
    const opened: (string | undefined)[] = [];
    vi.stubGlobal("fetch", async (_: string, asked: { method: string; headers: Record<string, string> }) => {
      if (asked.method === "POST") {
        opened.push(asked.headers["Upload-Metadata"]);
        return new Response(null, { status: 201, headers: { Location: "/u/1" } });
      }
      if (opened.length < 3) return new Response(JSON.stringify({ code: "mark_mismatch", detail: "again", facts: { offset: 0 } }), { status: 460 });
      return new Response(null, { status: 204, headers: { "Upload-Offset": "5" } });
    });
    const file = photo();
    const mark = (one: LocalFile) => markOf(one, 0, 0);
    const told = () => undefined;
    await expect(upload(store, file, told, { mark })).rejects.toThrow("again");
    await expect(upload(store, file, told, { mark })).rejects.toThrow("again");
    expect(await upload(store, file, told, { mark })).toBe("1");
    const said = opened.map((one) => JSON.parse(atob(one!.split(" ")[1]!)));
    expect(said.map((one) => one.sha256)).toEqual([SHA, SHA, undefined]);
  });
});
