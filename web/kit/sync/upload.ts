/** A file's bytes to the server, in parts that can be resumed (tus 1.0.0: core, creation, checksum). */
import { Refusal, send } from "../api/client";
import type { LocalFile } from "./store";

/** Bytes of a part: small enough to get through on a bad network, large enough to be few. */
const PART = 128 * 1024;
const TUS = { "Tus-Resumable": "1.0.0" };

/** Where files are opened by people with an account, and by residents without one. */
export const OWN = "/api/v1/uploads/tus/";
export const PUBLIC = "/api/v1/public/uploads/tus/";

/** Remembers how far a file came: the person's store, or nothing where the phone refuses to keep any. */
export interface Keeper {
  put(room: "files", file: LocalFile): Promise<unknown>;
}

/** So often the server may find other bytes than those that were taken; then the phone's own are what they are. */
const UNLIKE = 2;

/**
 * Sends what is missing of a file and remembers after every part how far it came. Returns the id that the server knows it
 * by. `told` hears how many bytes are there; `mark` is what the phone says of the file. Raises `Refusal` and `Unreachable`.
 */
export async function upload(
  store: Keeper,
  file: LocalFile,
  told: (bytes: number) => void,
  { where = OWN, mark = () => "" }: { where?: string; mark?: (file: LocalFile) => string } = {},
): Promise<string> {
  let offset = file.upload ? await offsetOf(file.upload.address) : null;
  if (offset === null || !file.upload) {
    const said = mark(file);
    const headers = { ...TUS, "Upload-Length": String(file.blob.size), ...(said ? { "Upload-Metadata": `mark ${btoa(said)}` } : {}) };
    const opened = await send("POST", where, { headers });
    file.upload = { address: opened.headers.get("Location") ?? "", offset: 0 };
    await store.put("files", file);
    offset = 0;
  }
  told(offset);
  while (offset < file.blob.size) {
    const part = await file.blob.slice(offset, offset + PART).arrayBuffer();
    const headers = {
      ...TUS,
      "Content-Type": "application/offset+octet-stream",
      "Upload-Offset": String(offset),
      ...(await checksum(part)),
    };
    let answer: Response;
    try {
      answer = await send("PATCH", file.upload.address, { body: part, headers, patience: 60 });
    } catch (trouble) {
      if (trouble instanceof Refusal && trouble.code === "mark_mismatch") await unlike(store, file);
      throw trouble;
    }
    offset = Number(answer.headers.get("Upload-Offset"));
    file.upload.offset = offset;
    await store.put("files", file);
    told(offset);
  }
  return file.upload.address.split("/").pop() ?? "";
}

/** Other bytes arrived than were taken: once more, and in the end without the checksum. A photo is never lost by it. */
async function unlike(store: Keeper, file: LocalFile): Promise<void> {
  const facts = file.facts!;
  facts.unlike = (facts.unlike ?? 0) + 1;
  if (facts.unlike >= UNLIKE) facts.sha256 = "";
  file.upload = null;
  await store.put("files", file);
}

/** How many bytes the server has of an upload; null when it knows it no more. */
async function offsetOf(address: string): Promise<number | null> {
  try {
    const answer = await send("HEAD", address, { headers: TUS });
    return Number(answer.headers.get("Upload-Offset"));
  } catch (trouble) {
    if (trouble instanceof Refusal && trouble.status === 404) return null;
    throw trouble;
  }
}

/** Nothing counts as arrived before its checksum fits; browsers give one on safe addresses only. */
async function checksum(part: ArrayBuffer): Promise<Record<string, string>> {
  if (!crypto.subtle) return {};
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", part));
  return { "Upload-Checksum": `sha256 ${btoa(String.fromCharCode(...hash))}` };
}
