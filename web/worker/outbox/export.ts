/** 导出: what is unsent as a file in the phone's downloads. */
import { here } from "../state";

export async function saveExport(keys?: readonly string[]): Promise<void> {
  const { outbox, me } = here();
  const blob = await outbox.export(keys);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `wangge-${me.name}-${new Date().toISOString().slice(0, 16).replace(/\D/g, "")}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
