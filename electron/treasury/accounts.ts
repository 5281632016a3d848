// Accounts: how a cold account comes to be. It begins at the device: the key is read there, shown there, and its first address agreed to there.
// SECURITY: the only inserts of an account are in this file, each behind `withDevice`. Nothing here takes a seed or a private key.
import type { AuditActor } from '../../shared/domain/audit-entry.ts';
import type { Network } from '../../shared/domain/network.ts';
import { refuse, type Result } from '../../shared/domain/result.ts';
import { accountScripts, openAccount } from '../bitcoin/account-scripts.ts';
import { keyText } from '../bitcoin/extended-key.ts';
import {
  descriptorOf,
  readPolicy,
  singleKeyPolicy,
  standardPath,
  type ReadPolicy,
} from '../bitcoin/wallet-policy.ts';
import type { WalletPolicy } from '../hardware/hardware-wallet.ts';
import { newId, type Clock, type Random } from '../store/clock.ts';
import type { Database } from '../store/database.ts';
import type { AccountRows } from './account-rows.ts';
import type { ColdAccount, OpenAccount, Place } from './cold-account.ts';
import { checkOnDevice } from './device-check.ts';
import { confirmedXpub, ownKeyIn } from './device-keys.ts';
import { shortAddress, type TreasuryLog } from './entries.ts';
import { onItsDevice } from './its-device.ts';
import { OperationRefused, type Operations } from './operations.ts';

export type AccountParts = {
  readonly database: Database;
  readonly rows: AccountRows;
  readonly operations: Operations;
  readonly log: TreasuryLog;
  readonly network: () => Network;
  readonly clock: Clock;
  readonly random: Random;
  /** A new account wants to be looked at. */
  readonly onMade: (id: string) => void;
};

export type Accounts = {
  readonly create: (
    wanted: {
      readonly name: string;
      readonly type: 'wpkh' | 'tr';
      readonly accountNumber: number;
      readonly deviceId: string | null;
    },
    actor: AuditActor,
  ) => Result<string, 'busy' | 'account_exists'>;
  readonly readKey: (
    wanted: { readonly accountNumber: number; readonly deviceId: string | null },
    actor: AuditActor,
  ) => Result<string, 'busy'>;
  /** Registers a policy on the device that is attached: a new account, or one more device of an account that is there. */
  readonly registerPolicy: (
    policy: WalletPolicy,
    deviceId: string | null,
    actor: AuditActor,
  ) => Result<string, string>;
  readonly checkAddress: (
    account: OpenAccount,
    place: Place,
    deviceId: string | null,
    actor: AuditActor,
  ) => Result<string, 'busy'>;
};

export function createAccounts(parts: AccountParts): Accounts {
  const { database, rows, operations, log, network, clock, random } = parts;
  const needs = (deviceId: string | null, fingerprint: string | null) => ({
    network: network(),
    fingerprint,
    ...(deviceId === null ? {} : { deviceId }),
  });

  /** Stored and logged at once, or neither. */
  const store = (account: ColdAccount, hmac: string | null, first: string, actor: AuditActor): void =>
    database.transaction(() => {
      rows.insert(account);
      if (hmac !== null) rows.registered(account.id, account.fingerprint, hmac, clock.now());
      markChecked(account.id, { change: 0, index: 0 }, first);
      log({
        action: 'create-account',
        actor,
        correlation: account.id,
        summary: `cold account ${account.name} created on Ledger ${account.fingerprint}`,
        body: {
          accountId: account.id,
          name: account.name,
          network: account.network,
          type: account.type,
          fingerprint: account.fingerprint,
          descriptor: account.descriptor,
          firstScript: first,
        },
      });
      database.touch('treasury', 'fleet');
    });
  const markChecked = (id: string, place: Place, script: string): void =>
    rows.checked(id, place, script, clock.now());

  const exists = (descriptor: string): OpenAccount | undefined =>
    rows.list().find((account) => account.descriptor === descriptor);

  return {
    create: ({ name, type, accountNumber, deviceId }, actor) =>
      operations.begin({ kind: 'create-account', about: null, step: 'Looking for the Ledger' }, (work) =>
        work.withDevice(needs(deviceId, null), async (session) => {
          const { fingerprint } = session.info;
          const path = standardPath(type, network(), accountNumber);
          refuseKnown(
            rows
              .list()
              .find(
                (account) =>
                  account.type === type &&
                  account.network === network() &&
                  account.fingerprint === fingerprint &&
                  account.accountNumber === accountNumber,
              ),
          );
          const xpub = await confirmedXpub(session, work, path, network());
          const policy = singleKeyPolicy(type, { fingerprint, path, xpub });
          const read = mustRead(policy, network());
          const account: ColdAccount = {
            id: newId(random),
            name,
            network: network(),
            type,
            accountNumber,
            fingerprint,
            policy,
            descriptor: descriptorOf(read),
            createdAt: clock.now(),
            checkedAt: clock.now(),
            scannedAt: null,
            scannedHeight: null,
          };
          const derived = accountScripts(read).at(0, 0);
          await checkOnDevice(session, work, { policy, hmac: null, network: network(), derived });
          work.signal.throwIfAborted();
          refuseKnown(exists(account.descriptor));
          store(account, null, derived.script, actor);
          parts.onMade(account.id);
          return account.id;
        }),
      ),

    readKey: ({ accountNumber, deviceId }) =>
      operations.begin({ kind: 'read-key', about: null, step: 'Looking for the Ledger' }, (work) =>
        work.withDevice(needs(deviceId, null), async (session) => {
          const path = standardPath('policy', network(), accountNumber);
          const xpub = await confirmedXpub(session, work, path, network());
          return keyText({ fingerprint: session.info.fingerprint, path, xpub });
        }),
      ),

    registerPolicy: (policy, deviceId, actor) => {
      // SECURITY: opened, not only read: a policy that can be received to and not be spent would keep whatever is paid to it.
      const opened = openAccount(policy, network());
      if (!opened.ok) return refuse(opened.code, `${opened.message} Nothing was registered.`);
      const { read } = opened.value;
      const descriptor = descriptorOf(read);
      const derived = opened.value.at(0, 0);
      return operations.begin(
        { kind: 'register-policy', about: null, step: 'Looking for the Ledger' },
        (work) =>
          work.withDevice(needs(deviceId, null), async (session) => {
            const { fingerprint } = session.info;
            await ownKeyIn(read, session, network());
            work.onDevice([
              { title: 'Policy', text: policy.name },
              { title: 'Template', text: policy.template },
              ...policy.keys.map((text, index) => ({ title: `Key ${index + 1}`, text })),
            ]);
            work.step('Compare every key with the one on the Ledger and register the policy there');
            const { hmac } = await session.registerPolicy(policy);
            work.onDevice([]);
            await checkOnDevice(session, work, { policy, hmac, network: network(), derived });
            work.signal.throwIfAborted();
            const known = exists(descriptor);
            if (known) {
              database.transaction(() => {
                rows.registered(known.id, fingerprint, hmac, clock.now());
                log({
                  action: 'register-policy',
                  actor,
                  correlation: known.id,
                  summary: `policy ${policy.name} registered on Ledger ${fingerprint}`,
                  body: { accountId: known.id, fingerprint, descriptor },
                });
                database.touch('treasury');
              });
              return known.id;
            }
            const account: ColdAccount = {
              id: newId(random),
              name: policy.name,
              network: network(),
              type: 'policy',
              accountNumber: null,
              fingerprint,
              policy,
              descriptor,
              createdAt: clock.now(),
              checkedAt: clock.now(),
              scannedAt: null,
              scannedHeight: null,
            };
            store(account, hmac, derived.script, actor);
            parts.onMade(account.id);
            return account.id;
          }),
      );
    },

    checkAddress: (account, place, deviceId, actor) =>
      operations.begin({ kind: 'check-address', about: account.id, step: 'Looking for the Ledger' }, (work) =>
        onItsDevice(account, work, needs(deviceId, null), async (session, hmac) => {
          const derived = account.scripts.at(place.change, place.index);
          try {
            await checkOnDevice(session, work, { ...account, hmac, derived });
          } catch (error) {
            if (error instanceof OperationRefused && error.kind === 'address-differs')
              database.transaction(() =>
                log({
                  level: 'critical',
                  action: 'check-address',
                  outcome: 'failed',
                  actor,
                  correlation: account.id,
                  summary: `${account.name}: the Ledger derives another address than the console`,
                  body: { accountId: account.id, ...place, address: derived.address },
                }),
              );
            throw error;
          }
          work.signal.throwIfAborted();
          database.transaction(() => {
            markChecked(account.id, place, derived.script);
            log({
              action: 'check-address',
              actor,
              correlation: account.id,
              summary: `${account.name}: address ${shortAddress(derived.address)} checked on Ledger ${session.info.fingerprint}`,
              body: { accountId: account.id, ...place, address: derived.address, script: derived.script },
            });
            database.touch('treasury');
          });
          return account.id;
        }),
      ),
  };
}

function mustRead(policy: WalletPolicy, network: Network): ReadPolicy {
  const read = readPolicy(policy, network);
  if (!read.ok) throw new OperationRefused('protocol', `${read.message} Nothing was stored.`, 'Try again.');
  return read.value;
}

function refuseKnown(account: OpenAccount | undefined): void {
  if (account)
    throw new OperationRefused(
      'refused',
      `This account is here already, as “${account.name}”. Nothing was stored.`,
      'Open it, or choose another account number.',
    );
}
