// Scenarios 18 to 20: midnights and daylight saving, clocks that lie, ledgers that were deleted or put back.
import { cpSync, existsSync as exists, rmSync } from 'node:fs';
import { join } from 'node:path';
import { times, type Scenario } from './scenario.ts';
import type { World } from '../world/world.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** A wallet that will not pay may also say nothing. */
const SILENCE_MS = 700;
const at = (iso: string): number => Math.floor(Date.parse(iso) / 1_000);

/** Three payments that leave room for no fourth. */
const fill = async (world: World): Promise<void> => {
  for (const invoice of times(3, () => world.invoice(990)))
    world.expect((await world.pay(invoice)) === 'paid', 'a payment within the limit was refused');
};
const mustNotPay = async (world: World, when: string): Promise<void> =>
  world.expect(
    (await world.pay(world.invoice(990), world.agent, SILENCE_MS)) !== 'paid',
    `paid above the limit ${when}`,
  );

/** Borders of the calendar, Berlin time: UTC midnight, local midnight, both changes of 2027 and the leap into 2038. */
const BORDERS = [
  '2027-01-10T00:00:00Z',
  '2027-01-12T23:00:00Z',
  '2027-03-28T01:00:00Z',
  '2027-10-31T01:00:00Z',
  '2038-01-19T03:14:08Z',
];

export const TIME: readonly Scenario[] = [
  {
    no: '18',
    name: 'midnight in UTC and at home, both daylight-saving days, 2038',
    passes: 'the limit rolls: nothing is given out at a border of the calendar',
    needs: ['clock'],
    setting: { agents: 1, startAt: at('2027-01-09T22:00:00Z'), timeZone: 'Europe/Berlin' },
    play: async (world) => {
      for (const border of BORDERS) {
        const before = at(border) * 1_000 - 10_000 - world.clock.ms();
        await world.skip(before);
        await world.until(
          'the node is heard again',
          async () => (await world.agent.ask('get_info')) !== undefined,
        );
        await fill(world);
        await world.skip(20_000);
        await mustNotPay(world, `past ${border}`);
        await world.skip(DAY_MS - 60_000);
        await mustNotPay(world, `23 h 59 min after ${border}`);
      }
    },
  },
  {
    no: '19',
    name: 'clock 25 hours ahead and behind, while it runs and while it is off',
    passes: 'closed, or as if no time had passed',
    needs: ['clock', 'operator'],
    setting: { agents: 1 },
    play: async (world) => {
      const { wallet } = world;
      await fill(world);
      for (const hours of [25, -25]) {
        await wallet.clock?.setWrong(hours * HOUR_MS);
        await mustNotPay(world, `with the clock ${hours} h off`);
        const late = world.agent.event(
          'pay_invoice',
          { invoice: world.invoice(990).text },
          { createdAt: world.clock.seconds() + hours * 3_600 },
        );
        world.agent.publish(late);
        world.expect(
          (await world.agent.answerTo(late, SILENCE_MS))?.error !== null,
          `paid by a clock ${hours} h off`,
        );
      }
      for (const hours of [25, -25, 0]) {
        await wallet.stop();
        await wallet.clock?.setWrong(hours * HOUR_MS);
        await world.restart();
        await mustNotPay(world, `started with the clock ${hours} h off`);
        const early = world.agent.event(
          'pay_invoice',
          { invoice: world.invoice(990).text },
          { createdAt: world.clock.seconds() + hours * 3_600 },
        );
        world.agent.publish(early);
        world.expect(
          (await world.agent.answerTo(early, SILENCE_MS))?.error !== null,
          `paid after a start with the clock ${hours} h off`,
        );
      }
      // Back on true time, a person compares the clocks; two days later there is room again.
      await world.skip(2 * DAY_MS + 2 * HOUR_MS);
      await wallet.operator?.confirmDoubts();
      await world.until(
        'payments are served again',
        async () => (await world.pay(world.invoice(500))) === 'paid',
      );
    },
  },
  {
    no: '20',
    name: 'ledger deleted, its proof of age deleted, both, an older backup put back',
    passes: 'nothing is paid until a person has looked',
    needs: ['operator'],
    setting: { agents: 1 },
    play: async (world) => {
      const { dataDir, wallet } = world;
      const files = wallet.files ?? { ledger: [], proof: [] };
      world.skipOwnWord = true;
      const swap = (from: string, to: string, names: readonly string[]): void => {
        for (const name of names) {
          rmSync(join(to, name), { force: true });
          cpSync(join(from, name), join(to, name), {
            recursive: true,
            force: true,
            errorOnExist: false,
            filter: () => true,
          });
        }
      };
      const safe = `${dataDir}-safe`;
      const tryIn = async (what: string): Promise<void> => {
        await wallet.start().catch(() => world.note(`${what}: does not start`));
        await mustNotPay(world, `with ${what}`);
        await wallet.hardKill();
      };
      world.expect(
        (await world.pay(world.invoice(990))) === 'paid',
        'a payment within the limit was refused',
      );
      await wallet.stop();
      const older = `${dataDir}-older`;
      cpSync(dataDir, older, { recursive: true });
      await world.restart();
      for (const invoice of times(2, () => world.invoice(990))) await world.pay(invoice);
      await wallet.stop();
      cpSync(dataDir, safe, { recursive: true });
      const present = (root: string, names: readonly string[]) =>
        names.filter((name) => exists(join(root, name)));

      for (const name of files.ledger) rmSync(join(dataDir, name), { force: true });
      swap(older, dataDir, present(older, files.ledger));
      await tryIn('an older ledger');
      for (const name of files.ledger) rmSync(join(dataDir, name), { force: true });
      await tryIn('no ledger');
      for (const name of [...files.ledger, ...files.proof]) rmSync(join(dataDir, name), { force: true });
      await tryIn('neither ledger nor proof');
      for (const name of files.ledger) rmSync(join(dataDir, name), { force: true });
      swap(safe, dataDir, present(safe, files.ledger));
      for (const name of files.proof) rmSync(join(dataDir, name), { force: true });
      await tryIn('no proof of age');
      for (const folder of [safe, older]) rmSync(folder, { recursive: true, force: true });
    },
  },
];
