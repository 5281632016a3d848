// Practice without a window: says what the gate does, one line per entry of the log, to whoever watches the terminal.
import type { TimelineRow } from '../../../shared/contract/timeline.ts';
import type { ChangePush } from '../../../shared/contract/push.ts';
import type { Caller } from '../../../shared/contract/call.ts';
import type { Result } from '../../../shared/domain/result.ts';

export type NarratorDeps = {
  readonly call: (name: string, params: unknown, caller: Caller) => Promise<unknown>;
  readonly session: string;
  readonly print: (line: string) => void;
};

const EVERYTHING = {
  agentId: null,
  categories: [],
  outcomes: [],
  minLevel: 'info',
  from: null,
  to: null,
  text: '',
};
const PAGE = 200;

/** Answers with the listener for the core's pushes. A burst is read once, a page at the most. */
export function createNarrator({ call, session, print }: NarratorDeps): (push: ChangePush) => void {
  const caller: Caller = { via: 'control', session };
  let told = -1;
  let reading = false;
  let again = false;

  const read = async (): Promise<void> => {
    const answer = (await call(
      'timeline.page',
      { filter: EVERYTHING, before: null, limit: PAGE },
      caller,
    )) as Result<{
      readonly rows: readonly TimelineRow[];
    }>;
    if (!answer.ok) return;
    for (const row of answer.value.rows.filter(({ seq }) => seq > told).reverse()) {
      told = row.seq;
      print(describe(row));
    }
  };

  const readInTurn = async (): Promise<void> => {
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    do {
      again = false;
      await read().catch(() => {});
    } while (again);
    reading = false;
  };

  return ({ changed }) => {
    if (changed.includes('timeline')) void readInTurn();
  };
}

/** SECURITY: names and purposes are an agent's own words; control characters in them would write the operator's terminal. */
export function describe({ at, level, outcome, agentName, summary }: TimelineRow): string {
  const time = new Date(at * 1_000).toISOString().slice(11, 19);
  const mark = level === 'info' ? '' : ` ${level.toUpperCase()}`;
  const who = agentName === null ? '' : ` ${agentName}:`;
  return `${time}  ${outcome.padEnd(8)}${mark}${who} ${summary}`.replace(
    /\p{Cc}|\p{Cf}|[\u2028\u2029]/gu,
    '·',
  );
}
