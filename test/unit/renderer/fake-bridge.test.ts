// The fake bridge may not drift: every call of the contract is answered, by answers the contract accepts.
import { describe, expect, it } from 'vitest';
import { contract, type CallName } from '../../../shared/contract/contract.ts';
import { OPERATION_PROBLEMS } from '../../../shared/domain/treasury.ts';
import { EVERYTHING } from '../../support/audit-entries.ts';
import { createFakeBridge, type FakeOptions } from '../../support/fake-bridge.ts';
import { hex, POLICY } from '../../support/fake-fleet.ts';
import { fakeAddress } from '../../support/fake-treasury-coins.ts';

const reason = 'because';
const SAMPLES: Readonly<Record<CallName, unknown>> = {
  'app.status': {},
  'app.explorePractice': {},
  'app.setUpFleet': {},
  'vault.create': { passphrase: 'correct horse' },
  'vault.unlock': { passphrase: 'correct horse' },
  'vault.lock': {},
  'vault.confirmPresence': { passphrase: 'correct horse' },
  'vault.keyring': {},
  'vault.bindKeyring': { bound: true, reason: 'this desktop alone' },
  'vault.passphraseStrength': { passphrase: 'correct horse' },
  'gate.status': {},
  'gate.reconciling': {},
  'gate.markChecked': { id: 'spend-research-3-0', reason },
  'gate.confirmClock': { reason },
  'gate.confirmLedger': { reason },
  'gate.freezeFleet': { reason },
  'gate.unfreezeFleet': { reason },
  'settings.get': {},
  'settings.set': { theme: 'light' },
  'relays.get': {},
  'relays.set': { urls: ['wss://relay.one.example'] },
  'fleet.network': {},
  'setup.progress': {},
  'setup.skip': { step: 'payment', skipped: true },
  'setup.tryNode': { socket: 'host:10009', certificate: '', macaroon: '' },
  'setup.tryRelay': { url: 'wss://relay.one.example' },
  'about.program': {},
  'about.packages': {},
  'about.licenceText': { text: '0123456789abcdef' },
  'agents.list': {},
  'agents.get': { id: 'shopper' },
  'agents.spends': { id: 'shopper', limit: 50 },
  'agents.whatIf': { id: 'shopper', policy: POLICY, which: 'changed', limit: 50 },
  'agents.create': {
    name: 'New',
    purpose: '',
    nodeId: 'node-1',
    draw: 'allotted',
    policy: POLICY,
    allotmentMsat: '0',
  },
  'agents.rename': { id: 'shopper', name: 'New', purpose: '' },
  'agents.setPolicy': { id: 'shopper', expectedVersion: 12, policy: POLICY, reason },
  'agents.freeze': { id: 'shopper', reason },
  'agents.unfreeze': { id: 'shopper', reason },
  'agents.credit': { id: 'shopper', amountMsat: '1000', reason },
  'agents.debit': { id: 'shopper', amountMsat: '1000', reason },
  'connections.create': { agentId: 'shopper', label: 'Worker', methods: ['pay_invoice'], expiresAt: null },
  'connections.revoke': { id: 'c1', reason },
  'fleet.overview': {},
  'fleet.outflow': { range: '24h' },
  'fleet.policy': {},
  'fleet.attestPolicy': { expectedVersion: 3, attestAbove: null, deviceId: null },
  'fleet.setPolicy': { expectedVersion: 3, maxFleetDailySpend: null, reason },
  'approvals.list': { which: 'waiting', limit: 100 },
  'approvals.get': { id: '0197-4c2e' },
  'approvals.approve': {
    id: '0197-4c2e',
    reason,
    shown: { amountMsat: '1', feeLimitMsat: '1', destination: '', paymentHash: '', policyVersion: 1 },
  },
  'approvals.attest': {
    id: '0197-4c2e',
    deviceId: null,
    shown: { amountMsat: '1', feeLimitMsat: '1', destination: '', paymentHash: '', policyVersion: 1 },
  },
  'approvals.deny': { id: '0197-4c2e', reason: '', freezeAgent: false },
  'destinations.label': { destination: '02', label: 'ACME' },
  'timeline.page': {
    filter: EVERYTHING,
    before: null,
    limit: 100,
  },
  'timeline.histogram': {
    filter: EVERYTHING,
    buckets: 100,
  },
  'timeline.entry': { seq: 100 },
  'timeline.log': {},
  'timeline.verify': {},
  'timeline.cancelVerify': {},
  'nodes.list': {},
  'nodes.details': { id: 'node-1' },
  'nodes.add': { name: 'Fourth', socket: 'host:10009', certificate: 'pem', macaroon: '00' },
  'nodes.remove': { id: 'node-1', reason },
  'tables.view': { table: 'agents' },
  'tables.setView': { table: 'agents', view: { hidden: ['node'], saved: [] } },
  'exports.begin': { table: 'agents' },
  'exports.add': { id: 'export-agents', text: 'Agent\r\n' },
  'exports.end': { id: 'export-agents', rows: 0, amountsHidden: false },
  'exports.drop': { id: 'export-agents' },
  'practice.drill': { name: 'flood' },
  'practice.setSpeed': { factor: 2 },
  'practice.giveCoins': {
    address: 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080',
    valueMsat: '5000000000',
  },
  'practice.mine': { blocks: 6 },
  'treasury.status': {},
  'treasury.account': { id: 'reserve' },
  'treasury.identify': { deviceId: null },
  'treasury.createAccount': { name: 'Savings', type: 'wpkh', accountNumber: 1, deviceId: null },
  'treasury.readKey': { accountNumber: 0, deviceId: null },
  'treasury.checkPolicy': { template: 'wsh(sortedmulti(1,@0/**))', keys: ["[f5acc2fd/48'/1'/0'/2']tpubD6"] },
  'treasury.registerPolicy': {
    name: 'Board',
    template: 'wsh(sortedmulti(1,@0/**))',
    keys: ["[f5acc2fd/48'/1'/0'/2']tpubD6"],
    deviceId: null,
  },
  'treasury.renameAccount': { id: 'reserve', name: 'Savings' },
  'treasury.removeAccount': { id: 'reserve', reason },
  'treasury.exportAccount': { id: 'reserve', format: 'labels' },
  'treasury.importLabels': { id: 'reserve', text: '{"type":"tx","ref":"00","label":"Rent"}' },
  'treasury.setLabel': { accountId: 'reserve', kind: 'tx', ref: '00'.repeat(32), label: 'Rent' },
  'treasury.checkAddress': { accountId: 'reserve', change: false, index: 0, deviceId: null },
  'treasury.scan': { accountId: 'reserve' },
  'treasury.cancel': { operation: 'op-1' },
  'treasury.setChainSource': { source: { kind: 'esplora', url: 'http://127.0.0.1:3002' } },
  'treasury.feeRates': {},
  'treasury.draft': {
    accountId: 'reserve',
    outputs: [{ address: fakeAddress('wpkh', 1), valueMsat: '1000000', label: '' }],
    feeRate: 2_000,
    choice: 'oldest',
    coins: [],
    reason: '',
    instead: null,
  },
  'treasury.refill': {
    accountId: 'reserve',
    agentId: 'shopper',
    amountMsat: '1000000',
    feeRate: 2_000,
    reason,
  },
  'treasury.sweep': {
    agentId: 'courier-7',
    accountId: 'reserve',
    index: 10,
    amountMsat: '112400000',
    feeRate: 2_000,
    reason,
  },
  'treasury.bump': {
    accountId: 'reserve',
    txid: hex(1_803, 32),
    how: 'replace',
    feeRate: 9_000,
    instead: null,
  },
  'treasury.sign': { draftId: 'draft-1', deviceId: null },
  'treasury.exportPsbt': { draftId: 'draft-1' },
  'treasury.importPsbt': { draftId: 'draft-1', psbt: '' },
  'treasury.discard': { draftId: 'draft-1' },
  'treasury.broadcast': { draftId: 'draft-1', txid: '00'.repeat(32), understood: true },
  'treasury.enrolApprover': { reason, deviceId: null },
};

const STORIES: readonly FakeOptions[] = [
  { story: 'busy' },
  { story: 'quiet' },
  { story: 'closed' },
  { story: 'busy', agents: 1_000, entries: 1_000_000 },
];

describe('fake bridge', () => {
  for (const story of STORIES)
    it(`answers every call by the contract (${JSON.stringify(story)})`, async () => {
      for (const name of Object.keys(contract) as CallName[]) {
        expect(contract[name].params.safeParse(SAMPLES[name]).success, `arguments of ${name}`).toBe(true);
        const answer = (await createFakeBridge({ now: 1_779_281_647, ...story }).call(
          name,
          SAMPLES[name],
        )) as {
          ok: boolean;
          value: unknown;
          code: string;
        };
        if (!answer.ok) {
          expect(
            ['not_found', 'already_decided', 'no_chain', 'changed', 'holds_coins', 'another_transaction'],
            `${name} in ${JSON.stringify(story)}`,
          ).toContain(answer.code);
          continue;
        }
        const parsed = contract[name].result.safeParse(answer.value);
        expect(parsed.error?.message ?? '', name).toBe('');
      }
    });

  it('asks for presence for exactly the calls the contract marks as human', async () => {
    for (const name of Object.keys(contract) as CallName[]) {
      const answer = (await createFakeBridge({ presenceNeeded: true }).call(name, SAMPLES[name])) as {
        code?: string;
      };
      expect(answer.code === 'presence_required', name).toBe(contract[name].level === 'human');
    }
  });

  it('refuses while locked exactly what the contract does not allow while locked', async () => {
    for (const name of Object.keys(contract) as CallName[]) {
      const answer = (await createFakeBridge({ screen: 'locked' }).call(name, SAMPLES[name])) as {
        code?: string;
      };
      // Of a control connection alone: a window at a locked screen unlocks it.
      const allowed = contract[name].whileLocked && name !== 'vault.confirmPresence';
      expect(answer.code === 'locked', name).toBe(!allowed);
    }
  });

  it('follows an operation at the device to its end, and its end changes what is read', async () => {
    const bridge = createFakeBridge({ treasury: { pace: 0, press: 'wait' } });
    const status = async () => {
      const answer = (await bridge.call('treasury.status', {})) as { value: unknown };
      return contract['treasury.status'].result.parse(answer.value);
    };
    await bridge.call('treasury.createAccount', SAMPLES['treasury.createAccount']);
    const prompts = new Set<string>();
    for (let turn = 0; turn < 50 && (await status()).operation?.state === 'running'; turn++) {
      const prompt = (await status()).operation?.prompt;
      if (prompt) prompts.add(prompt.kind === 'confirm' ? prompt.what : prompt.kind);
      await bridge.call('fake.treasury', { finger: 'approve' });
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect([...prompts]).toEqual(['unlock', 'open-app', 'xpub', 'address']);
    const after = await status();
    expect(after.operation).toMatchObject({ state: 'done', problem: null });
    expect(after.accounts.map(({ id }) => id)).toContain(after.operation?.result);
  });

  it.each(OPERATION_PROBLEMS.filter((kind) => kind !== 'cancelled'))(
    'fails once with %s when it is told to, and says what to do next',
    async (kind) => {
      const bridge = createFakeBridge({ treasury: { pace: 0, failNext: kind } });
      const ended = async () => {
        for (let turn = 0; turn < 200; turn++) {
          const answer = (await bridge.call('treasury.status', {})) as { value: unknown };
          const { operation } = contract['treasury.status'].result.parse(answer.value);
          if (operation && operation.state !== 'running') return operation;
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
        throw new Error('it goes on for ever');
      };
      await bridge.call('treasury.sign', { draftId: 'draft-1', deviceId: null });
      const { problem } = await ended();
      expect(problem?.kind).toBe(kind);
      expect(problem?.sentence).not.toBe('');
      expect(problem?.next).not.toBe('');
      await bridge.call('treasury.sign', { draftId: 'draft-1', deviceId: null });
      expect((await ended()).state).toBe('done');
    },
  );
});
