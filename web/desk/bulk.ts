/** One move on many cases: four at a time, with a result for each, and it can be stopped. */
import { reactive } from "vue";
import { press, type Facts, type Outcome } from "./moves";
import { changed, list } from "./list";

const AT_ONCE = 4;

export interface Result {
  id: string;
  title: string;
  outcome: Outcome | null;
}

export const bulk = reactive({
  /** What is being made of them; empty while nothing runs and no result is shown. */
  label: "",
  verb: "",
  facts: {} as Facts,
  results: [] as Result[],
  running: false,
  stopped: false,
});

export const doneSoFar = (): number => bulk.results.filter((one) => one.outcome).length;

/** Runs a move over cases; those that had no answer can be run again with `again`. */
export async function runBulk(label: string, verb: string, facts: Facts, cases: readonly { id: string; title: string }[]): Promise<void> {
  Object.assign(bulk, { label, verb, facts, results: cases.map((one) => ({ ...one, outcome: null })) });
  await go(bulk.results);
}

/** Tries those again of which nobody knows what came of them; their keys are the same. */
export async function again(): Promise<void> {
  const left = bulk.results.filter((one) => !one.outcome || one.outcome.sort === "away");
  for (const one of left) one.outcome = null;
  await go(left);
}

async function go(results: Result[]): Promise<void> {
  Object.assign(bulk, { running: true, stopped: false });
  const left = [...results];
  const hand = async () => {
    for (let one = left.shift(); one && !bulk.stopped; one = left.shift()) {
      const outcome = await press(one.id, bulk.verb, { ...bulk.facts });
      one.outcome = outcome;
      if (outcome.sort === "made") {
        const was = list.rows.find((row) => row.case.id === one.id)?.case;
        changed(outcome.case, !was || was.state !== outcome.case.state || was.owner.id !== outcome.case.owner.id);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, hand));
  bulk.running = false;
}

export function stopBulk(): void {
  bulk.stopped = true;
}

export function closeBulk(): void {
  Object.assign(bulk, { label: "", results: [], verb: "", facts: {} });
}
