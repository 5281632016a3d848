// What the operator sets beside agents: relays of new connections and names of destinations, each with its audit entry.
import { describe, expect, it } from 'vitest';
import { createAuditLog } from '../../../electron/audit/log.ts';
import { createDestinationLabels } from '../../../electron/core/destination-labels.ts';
import { createRelayList } from '../../../electron/core/relay-list.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { scratchDatabase } from '../../support/scratch.ts';

const OPERATOR = { kind: 'operator', via: 'window' } as const;
const NODE_KEY = `02${'ab'.repeat(32)}`;

const setUp = (allowed: (url: string) => boolean = () => true) => {
  const database = scratchDatabase();
  const audit = createAuditLog(database);
  const clock = createFakeClock();
  return {
    relays: createRelayList({ database, audit, clock, allowed }),
    labels: createDestinationLabels({ database, audit, clock, tag: (text) => `tag of ${text.slice(0, 4)}` }),
    bodies: () =>
      database
        .prepare<{ canonical: string }>('SELECT canonical FROM audit ORDER BY seq')
        .all()
        .map((row) => (JSON.parse(row.canonical) as { body: unknown }).body),
    stored: () => database.prepare('SELECT destination, label FROM destination_labels').all(),
  };
};

describe('relay list', () => {
  it('keeps the order, drops doubles, and logs before and after', () => {
    const { relays, bodies } = setUp();
    expect(relays.get()).toEqual([]);
    relays.set(['wss://b.example', 'wss://a.example/', 'wss://b.example/'], OPERATOR);
    expect(relays.get()).toEqual(['wss://b.example', 'wss://a.example']);
    relays.set(['ws://localhost:7000'], OPERATOR);
    expect(bodies()[1]).toEqual({
      before: ['wss://b.example', 'wss://a.example'],
      after: ['ws://localhost:7000'],
    });
  });

  it.each(['http://a.example', 'ws://a.example', 'wss://user:pw@a.example', 'nonsense', ''])(
    'changes nothing when one of them is “%s”',
    (bad) => {
      const { relays, bodies } = setUp();
      expect(relays.set(['wss://a.example', bad], OPERATOR)).toMatchObject({ code: 'bad_relay' });
      expect(relays.get()).toEqual([]);
      expect(bodies()).toEqual([]);
    },
  );

  it('takes in practice only what practice may reach', () => {
    const { relays } = setUp((url) => url.includes('localhost'));
    expect(relays.set(['wss://a.example'], OPERATOR)).toMatchObject({ code: 'bad_relay' });
    expect(relays.set(['ws://localhost:1'], OPERATOR).ok).toBe(true);
  });
});

describe('destination labels', () => {
  it('names, renames and forgets a destination, and logs it without naming it whole', () => {
    const { labels, bodies, stored } = setUp();
    labels.set(NODE_KEY, 'Parcel & Post', OPERATOR);
    labels.set(NODE_KEY, 'Post', OPERATOR);
    expect(stored()).toEqual([{ destination: NODE_KEY, label: 'Post' }]);
    labels.set(NODE_KEY, '', OPERATOR);
    expect(stored()).toEqual([]);
    expect(bodies()[1]).toMatchObject({
      before: 'Parcel & Post',
      after: 'Post',
      destinationTag: 'tag of 02ab',
    });
    expect(JSON.stringify(bodies())).not.toContain(NODE_KEY);
  });

  it.each(['', 'alice@example.com', `04${'ab'.repeat(32)}`, NODE_KEY.slice(2), `${NODE_KEY}0`])(
    'does not label “%s”, which is no node key',
    (destination) => {
      const { labels, stored } = setUp();
      expect(labels.set(destination, 'x', OPERATOR)).toMatchObject({ code: 'not_a_destination' });
      expect(stored()).toEqual([]);
    },
  );
});
