// Calls about cold money. What moves it is `human`: no agent's request reaches any of these.
import type { PortcullisHandlers } from '../../../shared/contract/contract.ts';
import { MAX_LABEL, readLabels, writeLabels } from '../../bitcoin/labels.ts';
import { descriptorFile, labelOrigin, walletFile } from '../../bitcoin/wallet-file.ts';
import { openAccount } from '../../bitcoin/account-scripts.ts';
import { descriptorOf } from '../../bitcoin/wallet-policy.ts';
import type { AgentId } from '../../../shared/domain/ids.ts';
import { msat } from '../../../shared/domain/money.ts';
import { ok, refuse, type Refusal, type Result } from '../../../shared/domain/result.ts';
import { msatToSat } from '../../../shared/domain/sat.ts';
import type { WantedOutput } from '../../treasury/builder.ts';
import type { Exports } from '../exports.ts';
import type { Fleet } from '../fleet.ts';
import { policySentence } from '../../treasury/policy-sentence.ts';
import { DONE, operator } from './actor.ts';

type TreasuryHandlers = Pick<PortcullisHandlers, Extract<keyof PortcullisHandlers, `treasury.${string}`>>;

export function treasuryHandlers({
  fleet,
  exports,
}: {
  readonly fleet: () => Fleet;
  readonly exports: Exports;
}): TreasuryHandlers {
  const treasury = () => fleet().treasury;
  const begun = (started: Result<string>): Result<{ readonly operation: string }> =>
    started.ok ? ok({ operation: started.value }) : started;
  const account = (id: string) => treasury().rows.get(id);
  const draftAnswer = (draft: Awaited<ReturnType<Fleet['treasury']['spends']['prepare']>>) =>
    draft.ok ? ok({ draft: fleet().read.treasury.draft(draft.value) }) : draft;

  return {
    'treasury.status': () => ok(fleet().read.treasury.status()),
    'treasury.account': ({ id }) => {
      const page = fleet().read.treasury.account(id);
      return page ? ok(page) : unknownAccount();
    },

    'treasury.identify': ({ deviceId }) => {
      const { operations, network } = treasury();
      return begun(
        operations.begin({ kind: 'identify', about: null, step: 'Looking for the Ledger' }, (work) =>
          work.withDevice(
            { network: network(), fingerprint: null, ...(deviceId === null ? {} : { deviceId }) },
            async ({ info }) => info.fingerprint,
          ),
        ),
      );
    },
    'treasury.createAccount': (wanted, caller) => begun(treasury().accounts.create(wanted, operator(caller))),
    'treasury.readKey': (wanted, caller) => begun(treasury().accounts.readKey(wanted, operator(caller))),
    'treasury.checkPolicy': ({ template, keys }) => {
      const { network } = treasury();
      const opened = openAccount({ name: '', template, keys }, network());
      if (!opened.ok) return opened;
      const { read } = opened.value;
      const { shape } = read;
      return ok({
        descriptor: descriptorOf(read),
        firstAddress: opened.value.at(0, 0).address,
        threshold: shape.kind === 'multi' ? { needed: shape.threshold, of: read.keys.length } : null,
        sentence: policySentence(read),
      });
    },
    'treasury.registerPolicy': ({ name, template, keys, deviceId }, caller) =>
      begun(treasury().accounts.registerPolicy({ name, template, keys }, deviceId, operator(caller))),
    'treasury.renameAccount': ({ id, name }, caller) => treasury().book.rename(id, name, operator(caller)),
    'treasury.removeAccount': ({ id, reason }, caller) =>
      treasury().book.remove(id, reason, operator(caller)),

    'treasury.exportAccount': async ({ id, format }) => {
      const found = account(id);
      if (!found) return unknownAccount();
      const { read } = found.scripts;
      const text = {
        descriptor: () => descriptorFile(read),
        labels: () =>
          writeLabels(
            treasury()
              .labels.all(id)
              .map((label) => ({ ...label, origin: labelOrigin(read) })),
          ),
        sparrow: () =>
          walletFile({ label: found.name, birthday: treasury().book.birthday(id), policy: read }),
      }[format]();
      const path = await exports.write(`${format}-${id}`, EXTENSIONS[format], fleet().kind, text);
      return ok({ path, text });
    },
    'treasury.importLabels': ({ id, text }, caller) => {
      if (!account(id)) return unknownAccount();
      const read = readLabels(text);
      if (!read) return refuse('too_large', 'The file is too large to be one of labels. Nothing was taken.');
      const taken = treasury().book.takeLabels(id, read.labels, operator(caller));
      return ok({ taken, passedOver: read.labels.length - taken + read.skipped.length });
    },
    'treasury.setLabel': ({ accountId, kind, ref, label }, caller) =>
      treasury().book.setLabel(accountId, kind, ref, label.slice(0, MAX_LABEL), operator(caller)),
    'treasury.checkAddress': ({ accountId, change, index, deviceId }, caller) => {
      const found = account(accountId);
      if (!found) return unknownAccount();
      const place = { change: change ? 1 : 0, index } as const;
      return begun(treasury().accounts.checkAddress(found, place, deviceId, operator(caller)));
    },
    'treasury.scan': ({ accountId }) => {
      const found = account(accountId);
      return found ? begun(treasury().sync.scan(found)) : unknownAccount();
    },
    'treasury.cancel': ({ operation }) => {
      const cancelled = treasury().operations.cancel(operation);
      return cancelled.ok ? DONE : cancelled;
    },

    'treasury.setChainSource': async ({ source }, caller) => {
      const set = await treasury().link.set(source, operator(caller));
      return set.ok ? DONE : set;
    },
    'treasury.feeRates': async () => {
      const rates = await treasury().link.feeRates();
      return ok({ targets: rates ? [...rates.targets] : [], asOf: rates?.asOf ?? null });
    },

    'treasury.draft': async ({ accountId, outputs, feeRate, choice, coins, reason, instead }, caller) => {
      const found = account(accountId);
      if (!found) return unknownAccount();
      const wanted: WantedOutput[] = [];
      for (const { address, valueMsat, label } of outputs) {
        const value = valueMsat === null ? null : msatToSat(msat(BigInt(valueMsat)));
        if (value === undefined) return notWhole();
        wanted.push({ address, value, label });
      }
      const request = { outputs: wanted, feeRate, choice, manual: coins, reason, instead } as const;
      return draftAnswer(
        await treasury().spends.prepare(found, { ...request, purpose: 'spend' }, operator(caller)),
      );
    },
    'treasury.refill': async ({ accountId, agentId, amountMsat, feeRate, reason }, caller) => {
      const found = account(accountId);
      if (!found) return unknownAccount();
      const amount = msat(BigInt(amountMsat));
      const request = { agentId: agentId as AgentId, amount, feeRate, reason };
      return draftAnswer(await treasury().refills.refill(found, request, operator(caller)));
    },
    'treasury.sweep': ({ agentId, accountId, index, amountMsat, feeRate, reason }, caller) =>
      treasury().sweeps.sweep(
        {
          agentId: agentId as AgentId,
          accountId,
          index,
          amount: msat(BigInt(amountMsat)),
          feeRate,
          reason,
        },
        operator(caller),
      ),
    'treasury.bump': async ({ accountId, ...request }, caller) => {
      const found = account(accountId);
      return found
        ? draftAnswer(await treasury().spends.bump(found, request, operator(caller)))
        : unknownAccount();
    },
    'treasury.sign': ({ draftId, deviceId }, caller) =>
      begun(treasury().spends.sign(draftId, deviceId, operator(caller))),
    'treasury.exportPsbt': async ({ draftId }, caller) => {
      const exported = treasury().spends.exportPsbt(draftId, operator(caller));
      if (!exported.ok) return exported;
      const bytes = Buffer.from(exported.value, 'base64');
      const path = await exports.write(`draft-${draftId}`, 'psbt', fleet().kind, bytes);
      return ok({ psbt: exported.value, path });
    },
    'treasury.importPsbt': ({ draftId, psbt }, caller) =>
      draftAnswer(treasury().spends.importPsbt(draftId, psbt, operator(caller))),
    'treasury.discard': ({ draftId }, caller) => {
      const discarded = treasury().spends.discard(draftId, operator(caller));
      return discarded.ok ? DONE : discarded;
    },
    'treasury.broadcast': async ({ draftId, txid }, caller) =>
      draftAnswer(await treasury().broadcasts.broadcast(draftId, txid, operator(caller))),

    'treasury.enrolApprover': ({ reason, deviceId }, caller) =>
      begun(treasury().approvers.enrol(reason, deviceId, operator(caller))),
  };
}

const EXTENSIONS = { descriptor: 'txt', labels: 'jsonl', sparrow: 'json' } as const;

const unknownAccount = (): Refusal =>
  refuse('unknown_account', 'There is no such account. Nothing was changed.');
const notWhole = (): Refusal =>
  refuse('bad_amount', 'A transaction carries whole sats only. Nothing was prepared.');
