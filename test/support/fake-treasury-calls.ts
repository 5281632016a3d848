// The fake bridge’s answers about cold money: three accounts on one Ledger, a draft in the making and a sweep that is due.
import type { PortcullisHandlers } from '../../shared/contract/contract.ts';
import type { DraftRow, SweepOrder } from '../../shared/contract/treasury.ts';
import { ok, refuse } from '../../shared/domain/result.ts';
import { hex, sat } from './fake-fleet.ts';
import {
  emptyAccount,
  FAKE_HEIGHT,
  FAKE_XPUB,
  fakeAccounts,
  fakeAddress,
  FINGERPRINT,
  sums,
  type FakeAccount,
} from './fake-treasury-coins.ts';
import { draftOf, fakePsbt } from './fake-treasury-drafts.ts';
import { CONNECT, fakeOperations, type Step } from './fake-treasury-operations.ts';
import { NOT_FOUND, type FakeWorld } from './fake-world.ts';

type Calls = Pick<PortcullisHandlers, Extract<keyof PortcullisHandlers, `treasury.${string}`>>;

const CHECKED = {
  sweeps: { id: 'courier-7', name: 'Courier 7', node: 'node-3', hot: 912_400, ceiling: 800_000 },
};

export function treasuryCalls({ state, quiet, done, agentOf }: FakeWorld): Calls {
  const startedAt = state.now();
  const operations = fakeOperations(state);
  state.atDevice = operations;
  let accounts: FakeAccount[] = quiet ? [] : fakeAccounts(startedAt);
  let drafts: DraftRow[] = [];
  let source: { kind: 'none' } | { kind: 'esplora'; url: string } | { kind: 'lnd'; nodeId: string } = quiet
    ? { kind: 'none' }
    : { kind: 'esplora', url: 'http://127.0.0.1:3002/' };
  let swept = false;
  const orders: SweepOrder[] = [];
  let approver: { fingerprint: string; address: string; enrolledAt: number } | null = null;
  let made = 0;

  const byId = (id: string) => accounts.find(({ account }) => account.id === id);
  const put = (draft: DraftRow) => {
    drafts = [draft, ...drafts.filter(({ id }) => id !== draft.id)];
    state.push('treasury');
    return ok({ draft });
  };
  const makeDraft = (
    wish: Omit<Parameters<typeof draftOf>[0], 'id' | 'now' | 'from'> & {
      accountId: string;
      instead: string | null;
    },
  ) => {
    const from = byId(wish.accountId);
    if (!from) return NOT_FOUND;
    const answer = draftOf({ ...wish, from, id: `draft-${++made}`, now: state.now() });
    if (!answer.ok) return answer;
    drafts = drafts.filter(({ id }) => id !== wish.instead);
    return put(answer.value.draft);
  };
  if (!quiet) {
    makeDraft({
      accountId: 'reserve',
      outputs: [
        { address: fakeAddress('wpkh', 4_401), valueMsat: sat(6_500_000), label: 'Nordwind GmbH, refund' },
      ],
      feeRate: 4_200,
      choice: 'oldest',
      coins: [],
      reason: 'Refund of invoice 2026-014, agreed with Nordwind on 12 May',
      purpose: 'spend',
      replaces: null,
      instead: null,
    });
    drafts = drafts.map((draft) => ({ ...draft, createdAt: startedAt - 7_300 }));
  }
  const chainState = () =>
    state.treasury.chain !== 'as-story'
      ? state.treasury.chain
      : source.kind === 'none'
        ? 'none'
        : state.story === 'closed'
          ? 'unreachable'
          : 'ready';
  const noChain = () =>
    chainState() === 'ready'
      ? undefined
      : refuse(
          'no_chain',
          'The chain source does not answer, so nothing was asked and nothing was sent. Look at it under Treasury.',
        );
  const confirm = (
    step: string,
    what: 'xpub' | 'address' | 'policy' | 'transaction' | 'message',
    ...onDevice: Step['onDevice'] & object
  ): Step => ({ step, prompt: { kind: 'confirm', what }, onDevice });
  const shownAddress = (address: string) => ({ title: 'Address', text: `tb1${address.slice(5)}` });

  return {
    'treasury.status': () => {
      const totals = sums(accounts.flatMap(({ coins }) => coins));
      const now = state.now();
      const chain = chainState();
      const used = (type: 'wpkh' | 'tr') => accounts.filter(({ account }) => account.type === type).length;
      return ok({
        network: 'regtest',
        device: {
          transport: state.treasury.transport,
          attached:
            quiet || state.treasury.device === 'absent'
              ? []
              : [
                  { id: '/dev/hidraw3', model: 'Ledger Nano S Plus' },
                  ...(state.treasury.device === 'two' ? [{ id: '/dev/hidraw5', model: 'Ledger Flex' }] : []),
                ],
          last:
            operations.last() ??
            (quiet
              ? null
              : {
                  fingerprint: FINGERPRINT,
                  app: 'Bitcoin Test' as const,
                  appVersion: '2.4.6',
                  at: startedAt - 5_200,
                }),
        },
        operation: operations.current(),
        chain: {
          source,
          state: chain,
          note:
            chain === 'unreachable'
              ? 'The chain source has not answered for 41 s. What you see is 3 minutes old; the console keeps trying.'
              : chain === 'wrong-network'
                ? 'It serves mainnet, but this fleet is on regtest. Nothing is read from it.'
                : '',
          height: chain === 'none' || chain === 'connecting' ? null : FAKE_HEIGHT,
          lastAnswerAt:
            chain === 'none' || chain === 'connecting' ? null : chain === 'ready' ? now - 4 : startedAt - 181,
        },
        accounts: accounts.map(({ account }) => account),
        ...totals,
        drafts,
        sweepOrders: [...orders],
        sweeps:
          quiet || swept
            ? []
            : [
                {
                  agentId: CHECKED.sweeps.id,
                  agentName: agentOf(CHECKED.sweeps.id)?.name ?? CHECKED.sweeps.name,
                  nodeId: CHECKED.sweeps.node,
                  draw: 'allotted' as const,
                  hotMsat: sat(CHECKED.sweeps.hot),
                  ceilingMsat: sat(CHECKED.sweeps.ceiling),
                  amountMsat: sat(CHECKED.sweeps.hot - CHECKED.sweeps.ceiling),
                  nodeOnChainMsat: sat(640_000),
                },
                {
                  agentId: 'writer',
                  agentName: agentOf('writer')?.name ?? 'Writer',
                  nodeId: agentOf('writer')?.nodeId ?? CHECKED.sweeps.node,
                  draw: 'dedicated' as const,
                  hotMsat: sat(1_040_000),
                  ceilingMsat: sat(900_000),
                  amountMsat: sat(140_000),
                  nodeOnChainMsat: sat(0),
                },
              ],
        approver,
        nextAccount: { wpkh: used('wpkh'), tr: used('tr') },
      });
    },
    'treasury.account': ({ id }) => {
      const found = byId(id);
      if (!found) return NOT_FOUND;
      const index = found.addresses.filter(({ change }) => !change).length;
      const free = found.addresses.find(({ change, payments }) => !change && payments === 0) ?? {
        index,
        change: false,
        address: fakeAddress(found.account.type, 5_000 + index + (found.account.createdAt % 97)),
        label: '',
        payments: 0,
        receivedMsat: sat(0),
        checkedAt: null,
      };
      if (!found.addresses.includes(free)) found.addresses.push(free);
      return ok({
        account: found.account,
        next: { ...free, bip21: `bitcoin:${free.address}` },
        addresses: found.addresses,
        coins: found.coins,
        history: found.history,
      });
    },
    'treasury.identify': ({ deviceId }) =>
      operations.begin({
        kind: 'identify',
        about: null,
        deviceId,
        steps: CONNECT,
        finish: () => FINGERPRINT,
      }),
    'treasury.createAccount': ({ name, type, accountNumber, deviceId }) => {
      const account = emptyAccount(
        { id: `account-${++made}`, name, type, number: accountNumber },
        state.now(),
      );
      const first = account.addresses[0]?.address ?? '';
      return operations.begin({
        kind: 'create-account',
        about: name,
        deviceId,
        steps: [
          ...CONNECT,
          confirm(
            'Confirm the public key on the Ledger',
            'xpub',
            { title: 'Confirm public key', text: '' },
            { title: 'Path', text: `m/${type === 'tr' ? 86 : 84}'/1'/${accountNumber}'` },
            { title: 'Public key', text: FAKE_XPUB },
          ),
          confirm('Compare the first address on the Ledger', 'address', shownAddress(first)),
          { step: 'Storing the account' },
        ],
        finish: () => {
          if (account.addresses[0]) account.addresses[0].checkedAt = state.now();
          accounts = [...accounts, account];
          return account.account.id;
        },
      });
    },
    'treasury.readKey': ({ accountNumber, deviceId }) =>
      operations.begin({
        kind: 'read-key',
        about: null,
        deviceId,
        steps: [
          ...CONNECT,
          confirm(
            'Confirm the public key on the Ledger',
            'xpub',
            { title: 'Path', text: `m/48'/1'/${accountNumber}'/2'` },
            { title: 'Public key', text: FAKE_XPUB },
          ),
        ],
        finish: () => `[${FINGERPRINT}/48'/1'/${accountNumber}'/2']${FAKE_XPUB}`,
      }),
    'treasury.checkPolicy': ({ template, keys }) => {
      const bad = keys.findIndex((key) => !/^\[[0-9a-f]{8}(\/\d+['h]?)+\][a-z]pub\w+$/.test(key));
      if (bad >= 0)
        return refuse(
          'bad_key',
          `Key ${bad + 1} is not a public key with its origin, such as [f5acc2fd/48'/1'/0'/2']tpub…. Nothing was stored.`,
        );
      const multi = /multi\((\d+),/.exec(template);
      if (!/^(wsh|tr)\(.*\)$/.test(template))
        return refuse('bad_template', 'The template begins with wsh(…) or tr(…). Nothing was stored.');
      const needed = Number(multi?.[1] ?? 0);
      return ok({
        descriptor: `${template.replaceAll(/@(\d+)\/\*\*/g, (_, at) => `${keys[Number(at)] ?? ''}/<0;1>/*`)}#k4mfj8s2`,
        firstAddress: fakeAddress('policy', 6_100),
        threshold: multi ? { needed, of: keys.length } : null,
        sentence: multi
          ? `Any ${needed} of these ${keys.length} keys together can spend, at any time. Fewer cannot, ever.`
          : 'The first key can spend at any time; the second alone after 52,560 blocks, about a year.',
      });
    },
    'treasury.registerPolicy': ({ name, template, keys, deviceId }) => {
      const account = emptyAccount(
        { id: `account-${++made}`, name, type: 'policy', number: null },
        state.now(),
      );
      const needed = Number(/multi\((\d+),/.exec(template)?.[1] ?? 1);
      account.account = { ...account.account, threshold: { needed, of: keys.length } };
      return operations.begin({
        kind: 'register-policy',
        about: name,
        deviceId,
        steps: [
          ...CONNECT,
          confirm(
            'Register the policy on the Ledger',
            'policy',
            { title: 'Wallet name', text: name },
            { title: 'Wallet policy', text: template },
            ...keys.map((key, index) => ({ title: `Key @${index}`, text: key })),
          ),
          confirm(
            'Compare the first address on the Ledger',
            'address',
            shownAddress(account.addresses[0]?.address ?? ''),
          ),
        ],
        finish: () => {
          accounts = [...accounts, account];
          return account.account.id;
        },
      });
    },
    'treasury.renameAccount': ({ id, name }) => {
      const found = byId(id);
      if (!found) return NOT_FOUND;
      found.account = { ...found.account, name };
      return done('treasury');
    },
    'treasury.removeAccount': ({ id }) => {
      const found = byId(id);
      if (!found) return NOT_FOUND;
      if (found.coins.length > 0)
        return refuse(
          'holds_coins',
          'The account still holds coins. Nothing was removed; spend them first, so that you can see them leave.',
        );
      accounts = accounts.filter((each) => each !== found);
      return done('treasury');
    },
    'treasury.exportAccount': ({ id, format }) => {
      const found = byId(id);
      if (!found) return NOT_FOUND;
      const { account, coins } = found;
      const text =
        format === 'descriptor'
          ? `${account.descriptor}\n`
          : format === 'labels'
            ? coins
                .map(({ outpoint, label }) => JSON.stringify({ type: 'output', ref: outpoint, label }))
                .join('\n')
            : JSON.stringify({ label: account.name, descriptor: account.descriptor }, null, 2);
      state.exported.push(text);
      const name = { descriptor: 'txt', labels: 'jsonl', sparrow: 'json' }[format];
      return ok({ path: `/home/operator/portcullis/exports/${account.id}-${format}.${name}`, text });
    },
    'treasury.importLabels': ({ id, text }) => {
      if (!byId(id)) return NOT_FOUND;
      const lines = text.split('\n').filter((line) => line.trim() !== '');
      const good = lines.filter((line) => line.includes('"ref"') && line.includes('"label"')).length;
      if (good === 0)
        return refuse('bad_labels', 'No line of it is a label by BIP-329. Nothing was changed.');
      state.push('treasury');
      return ok({ taken: good, passedOver: lines.length - good });
    },
    'treasury.setLabel': ({ accountId, kind, ref, label }) => {
      const found = byId(accountId);
      if (!found) return NOT_FOUND;
      if (kind === 'output')
        found.coins = found.coins.map((coin) => (coin.outpoint === ref ? { ...coin, label } : coin));
      if (kind === 'tx')
        found.history = found.history.map((row) => (row.txid === ref ? { ...row, label } : row));
      for (const row of found.addresses) if (kind === 'address' && row.address === ref) row.label = label;
      return done('treasury');
    },
    'treasury.checkAddress': ({ accountId, change, index, deviceId }) => {
      const row = byId(accountId)?.addresses.find((each) => each.index === index && each.change === change);
      if (!row) return NOT_FOUND;
      return operations.begin({
        kind: 'check-address',
        about: accountId,
        deviceId,
        steps: [
          ...CONNECT,
          confirm('Compare the address on the Ledger', 'address', shownAddress(row.address)),
        ],
        finish: () => {
          row.checkedAt = state.now();
          return row.address;
        },
      });
    },
    'treasury.scan': ({ accountId }) => {
      const found = byId(accountId);
      if (!found) return NOT_FOUND;
      const away = noChain();
      if (away) return away;
      return operations.begin({
        kind: 'scan',
        about: accountId,
        deviceId: null,
        atDevice: false,
        steps: [0, 20, 40, 60, 80].map((looked) => ({
          step: `Looking at addresses: ${looked} so far`,
          progress: { done: looked, total: looked < 20 ? null : 80 },
        })),
        finish: () => {
          found.account = { ...found.account, scannedAt: state.now() };
          return accountId;
        },
      });
    },
    'treasury.cancel': ({ operation }) => operations.cancel(operation),
    'treasury.setChainSource': ({ source: next }) => {
      if (next.kind === 'esplora' && next.url.includes('nowhere'))
        return refuse('unreachable', 'Nothing answers at this address. The source was not changed.');
      source = next;
      return done('treasury');
    },
    'treasury.feeRates': () =>
      ok(
        chainState() === 'ready'
          ? {
              targets: [
                { blocks: 1, rate: 6_800 },
                { blocks: 3, rate: 4_200 },
                { blocks: 6, rate: 2_500 },
                { blocks: 144, rate: 1_000 },
              ],
              asOf: state.now() - 20,
            }
          : { targets: [], asOf: null },
      ),
    'treasury.draft': (wish) => makeDraft({ ...wish, purpose: 'spend', replaces: null }),
    'treasury.refill': ({ accountId, agentId, amountMsat, feeRate, reason }) =>
      makeDraft({
        accountId,
        outputs: [
          {
            address: fakeAddress('tr', 8_800),
            valueMsat: amountMsat,
            label: `Refill of ${agentOf(agentId)?.name ?? agentId}`,
          },
        ],
        feeRate,
        choice: 'oldest',
        coins: [],
        reason,
        purpose: 'refill',
        replaces: null,
        instead: null,
      }),
    'treasury.sweep': ({ agentId, accountId, amountMsat }) => {
      const away = noChain();
      if (away) return away;
      swept = true;
      orders.unshift({
        id: `sweep-${++made}`,
        agentId,
        agentName: agentOf(agentId)?.name ?? agentId,
        accountId,
        address: byId(accountId)?.addresses[0]?.address ?? '',
        amountMsat,
        state: 'sent',
        txid: hex(9_901, 32),
        note: '',
        orderedAt: state.now(),
      });
      state.push('treasury', 'agents');
      return ok({ txid: hex(9_901, 32), note: '' });
    },
    'treasury.bump': ({ accountId, txid, how, feeRate, instead }) => {
      const row = byId(accountId)?.history.find((each) => each.txid === txid);
      if (!row) return NOT_FOUND;
      if (feeRate < 2_000)
        return refuse(
          'fee_too_low',
          'A replacement must pay at least 1 sat/vB more than what it replaces. Nothing was made; choose a higher rate.',
        );
      return makeDraft({
        accountId,
        outputs: [
          how === 'replace'
            ? { address: fakeAddress('wpkh', 4_404), valueMsat: sat(640_000), label: row.label }
            : { address: fakeAddress('wpkh', 7_778), valueMsat: null, label: 'Back to this account' },
        ],
        feeRate,
        choice: how === 'replace' ? 'oldest' : 'manual',
        coins: how === 'replace' ? [] : [byId(accountId)?.coins.find(({ change }) => change)?.outpoint ?? ''],
        reason: `A higher fee for ${row.label}`,
        purpose: how === 'replace' ? 'bump' : 'cpfp',
        replaces: how === 'replace' ? txid : null,
        instead,
      });
    },
    'treasury.sign': ({ draftId, deviceId }) => {
      const draft = drafts.find(({ id }) => id === draftId);
      if (!draft) return NOT_FOUND;
      return operations.begin({
        kind: 'sign',
        about: draftId,
        deviceId,
        steps: [
          ...CONNECT,
          { step: 'Sending the transaction to the Ledger', progress: { done: 40, total: 206 } },
          { step: 'Sending the transaction to the Ledger', progress: { done: 130, total: 206 } },
          {
            ...confirm('Compare and sign on the Ledger', 'transaction', ...draft.onDevice),
            progress: { done: 206, total: 206 },
          },
          { step: 'Checking every signature' },
        ],
        finish: () => {
          const signatures = { ...draft.signatures, have: draft.signatures.have + 1 };
          const complete = signatures.have >= signatures.needed;
          put({
            ...draft,
            signatures,
            state: complete ? 'signed' : 'signing',
            txid: complete ? hex(draft.vsize, 32) : null,
          });
          return draftId;
        },
      });
    },
    'treasury.exportPsbt': ({ draftId }) => {
      const draft = drafts.find(({ id }) => id === draftId);
      if (!draft) return NOT_FOUND;
      return ok({ psbt: fakePsbt(draft), path: `/home/operator/portcullis/exports/${draftId}.psbt` });
    },
    'treasury.importPsbt': ({ draftId, psbt }) => {
      const draft = drafts.find(({ id }) => id === draftId);
      if (!draft) return NOT_FOUND;
      if (psbt.trim() !== fakePsbt(draft))
        return refuse(
          'another_transaction',
          'This PSBT is of another transaction. Nothing was taken from it.',
        );
      return put({
        ...draft,
        signatures: { ...draft.signatures, have: draft.signatures.needed },
        state: 'signed',
        txid: hex(draft.vsize, 32),
      });
    },
    'treasury.discard': ({ draftId }) => {
      drafts = drafts.filter(({ id }) => id !== draftId);
      return done('treasury');
    },
    'treasury.broadcast': ({ draftId, txid }) => {
      const draft = drafts.find(({ id }) => id === draftId);
      if (!draft) return NOT_FOUND;
      const away = noChain();
      if (away) return away;
      if (draft.txid !== txid)
        return refuse('changed', 'The transaction is not the one you saw. Nothing was sent.');
      const from = byId(draft.accountId);
      if (from) {
        const spent = new Set(draft.inputs.map(({ outpoint }) => outpoint));
        from.coins = from.coins.map((coin) =>
          spent.has(coin.outpoint) ? { ...coin, state: 'spending' as const } : coin,
        );
      }
      return put({ ...draft, state: 'broadcast' });
    },
    'treasury.enrolApprover': ({ deviceId }) =>
      operations.begin({
        kind: 'enrol-approver',
        about: null,
        deviceId,
        steps: [
          ...CONNECT,
          confirm('Sign on the Ledger', 'message', {
            title: 'Sign message',
            text: 'Portcullis: this Ledger signs approvals of this fleet',
          }),
        ],
        finish: () => {
          approver = { fingerprint: FINGERPRINT, address: fakeAddress('wpkh', 11), enrolledAt: state.now() };
          return FINGERPRINT;
        },
      }),
  };
}
