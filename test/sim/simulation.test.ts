// The simulation as part of the test run: 2,000 histories hold the nine invariants of docs/gate.md 1 and reach everything they are meant
// to reach, the same seeds give the same histories, and every known mistake that is planted in the product's source is found.
// It runs in a process of its own, where the invoice parser remembers and modules can be loaded with one line replaced (loading.ts).
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { makeHistory, type Act } from './acts.ts';
import { CRASH_POINTS } from './life.ts';
import { PLANTS } from './plants.ts';
import { ALL_CODES, ALL_TRANSITIONS } from './report.ts';
import { shrink } from './shrink.ts';
import { createVirtualTime, WORLD } from './virtual-time.ts';

type Counted = Readonly<Record<string, number>>;
type Report = {
  readonly histories: number;
  readonly digest: string;
  readonly faults: readonly { readonly text: string }[];
  readonly coverage: Readonly<Record<'transition' | 'crash point' | 'crash during' | 'answer', Counted>>;
};
type Found = { readonly name: string; readonly seeds: number | null; readonly within: number };

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

async function simulate<T>(...args: readonly string[]): Promise<T> {
  // A faulty run ends with 1 and tells on its output why; only a run that tells nothing is an error here.
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, '--json', ...args], {
    maxBuffer: 64 * 1_024 * 1_024,
  }).catch((error: unknown) => {
    const ended = error as { readonly stdout?: string };
    if (ended.stdout) return { stdout: ended.stdout };
    throw error;
  });
  return JSON.parse(stdout) as T;
}

const missing = (wanted: readonly string[], reached: Counted): readonly string[] =>
  wanted.filter((name) => !reached[name]);

describe('the simulation', () => {
  it('finds no history in which the gate breaks an invariant, and leaves out no transition, code or crash point', async () => {
    const report = await simulate<Report>('--seeds', '2000');
    expect(report.faults.map((fault) => fault.text)).toEqual([]);
    expect(report.histories).toBe(2_000);
    expect(missing(ALL_TRANSITIONS, report.coverage.transition)).toEqual([]);
    expect(missing(CRASH_POINTS, report.coverage['crash point'])).toEqual([]);
    expect(missing(['decide', 'dispatch', 'settle', 'fail'], report.coverage['crash during'])).toEqual([]);
    expect(missing(ALL_CODES, report.coverage.answer)).toEqual([]);
  }, 280_000);

  it('plays the same seeds the same way, to the last answer', async () => {
    const [one, other] = await Promise.all([
      simulate<Report>('--seeds', '40'),
      simulate<Report>('--seeds', '40'),
    ]);
    expect(one.digest).toBe(other.digest);
  }, 60_000);

  it('finds every known mistake that is planted, within the seeds stated for it', async () => {
    const found = await simulate<readonly Found[]>('--planted');
    expect(found.filter((one) => one.seeds === null).map((one) => one.name)).toEqual([]);
    expect(found.map((one) => one.name)).toEqual(PLANTS.map((plant) => plant.name));
    expect(found.length).toBeGreaterThanOrEqual(10);
  }, 280_000);
});

describe('its tools', () => {
  it('make a history from its seed alone', () => {
    expect(makeHistory(7, 30)).toEqual(makeHistory(7, 30));
    expect(makeHistory(7, 30)).not.toEqual(makeHistory(8, 30));
  });

  it('shrink a history to the acts that matter', async () => {
    const history = makeHistory(3, 60);
    const matter = (act: Act): boolean => act.kind === 'pass' || act.kind === 'decide';
    const wanted = history.acts.filter(matter).slice(0, 2);
    const small = await shrink(history, async ({ acts }) => {
      await Promise.resolve();
      return wanted.every((one) =>
        acts.some((act) => JSON.stringify({ ...act, rest: one.rest }) === JSON.stringify(one)),
      );
    });
    expect(small.acts).toHaveLength(2);
  });

  it('let the world go on while the process stalls, wake it when something happens there, and fire its timers late', async () => {
    const time = createVirtualTime((error) => {
      throw error;
    });
    const said: string[] = [];
    const clock = time.clockOf({ dead: false });
    clock.after(2_000, () => said.push(`process ${time.now()}`));
    clock.after(4_000, () => said.push(`process ${time.now()}`));
    time.at(3_000, WORLD, () => said.push(`world ${time.now()}`));
    await time.pass(3_600_000);
    expect(said).toEqual(['world 3000', 'process 3000', 'process 450000']);
  });

  it('forget the timers of a process that died', async () => {
    const time = createVirtualTime(() => undefined);
    const life = { dead: false };
    let fired = false;
    time.clockOf(life).after(10, () => void (fired = true));
    life.dead = true;
    await time.pass(1_000);
    expect(fired).toBe(false);
  });
});
