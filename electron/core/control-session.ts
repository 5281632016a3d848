// One use of the control command: the call, and what the core wants before it answers: the passphrase again, or the screen unlocked.
import { callHelp } from './call-help.ts';
import { contract } from '../../shared/contract/contract.ts';
import { refuse, type Result } from '../../shared/domain/result.ts';
import type { PassphraseSource } from './ask-passphrase.ts';
import type { ControlClient } from './control-client.ts';

/** Calls that take the passphrase itself; it is asked for, never written in the arguments. */
const TAKES_PASSPHRASE = new Set([
  'vault.unlock',
  'vault.create',
  'vault.confirmPresence',
  'vault.passphraseStrength',
]);

export async function controlCall(
  client: Pick<ControlClient, 'call'>,
  name: string,
  params: Readonly<Record<string, unknown>>,
  ask: PassphraseSource,
): Promise<Result<unknown>> {
  if ('passphrase' in params) {
    // SECURITY: one that lies in a file of parameters is found there later.
    return refuse(
      'bad_arguments',
      'A passphrase does not belong in the parameters. Leave it out; it is asked for, or read with --passphrase-stdin. Nothing was done.',
    );
  }
  if (TAKES_PASSPHRASE.has(name)) return withPassphrase(client, name, params, ask);

  const first = await client.call(name, params);
  if (first.ok) return first;
  if (first.code === 'presence_required') return confirmThenCall(client, name, params, ask);
  if (first.code !== 'locked') return first;

  const passphrase = await ask('Passphrase');
  const unlocked = await client.call('vault.unlock', { passphrase });
  if (!unlocked.ok) return unlocked;
  try {
    const second = await client.call(name, params);
    if (second.ok || second.code !== 'presence_required') return second;
    const confirmed = await client.call('vault.confirmPresence', { passphrase });
    return confirmed.ok ? await client.call(name, params) : confirmed;
  } finally {
    // The screen was locked because nobody is there to watch it; one command must not leave it open.
    await client.call('vault.lock', {});
  }
}

async function withPassphrase(
  client: Pick<ControlClient, 'call'>,
  name: string,
  params: Readonly<Record<string, unknown>>,
  ask: PassphraseSource,
): Promise<Result<unknown>> {
  const passphrase = await ask(name === 'vault.create' ? 'New passphrase' : 'Passphrase');
  if (name === 'vault.create' && (await ask('The same again')) !== passphrase) {
    return refuse('bad_arguments', 'The two passphrases differ. No vault was made. Try again.');
  }
  return client.call(name, { ...params, passphrase });
}

async function confirmThenCall(
  client: Pick<ControlClient, 'call'>,
  name: string,
  params: Readonly<Record<string, unknown>>,
  ask: PassphraseSource,
): Promise<Result<unknown>> {
  const confirmed = await client.call('vault.confirmPresence', { passphrase: await ask('Passphrase') });
  return confirmed.ok ? client.call(name, params) : confirmed;
}

/** The keys of one call and what each takes; undefined when there is no such call. */
export const callText = (name: string): string | undefined =>
  Object.hasOwn(contract, name)
    ? callHelp(
        name,
        contract[name as keyof typeof contract],
        TAKES_PASSPHRASE.has(name) ? ['passphrase'] : [],
      )
    : undefined;

/** Every call with its level, for `npm run ctl` without arguments. */
export const callList = (): string =>
  Object.entries(contract)
    .map(([name, { level }]) => `  ${name.padEnd(28)} ${level}`)
    .join('\n');
