// One use of the control command: the call, and the passphrase where the core wants it before it answers.
import { callHelp } from './call-help.ts';
import { contract } from '../../shared/contract/contract.ts';
import { refuse, type Result } from '../../shared/domain/result.ts';
import type { PassphraseSource } from './ask-passphrase.ts';
import type { ControlClient } from './control-client.ts';
import { refusalOfSecondVault } from './second-vault.ts';

/** Calls that take the passphrase itself; it is asked for, never written in the arguments. */
const TAKES_PASSPHRASE = new Set([
  'vault.unlock',
  'vault.create',
  'vault.confirmPresence',
  'vault.passphraseStrength',
]);

export type NewPassphraseOptions = {
  /** How hard the new passphrase is to guess, for the person. */
  readonly say: (sentence: string) => void;
  /** Makes the vault with one that is easily guessed, too. */
  readonly allowWeak: boolean;
};

export async function controlCall(
  client: Pick<ControlClient, 'call'>,
  name: string,
  params: Readonly<Record<string, unknown>>,
  ask: PassphraseSource,
  { say, allowWeak }: NewPassphraseOptions = { say: () => undefined, allowWeak: false },
): Promise<Result<unknown>> {
  if ('passphrase' in params) {
    // SECURITY: one that lies in a file of parameters is found there later.
    return refuse(
      'bad_arguments',
      'A passphrase does not belong in the parameters. Leave it out; it is asked for, or read with --passphrase-stdin. Nothing was done.',
    );
  }
  if (name === 'vault.create') return makeVault(client, params, ask, { say, allowWeak });
  if (TAKES_PASSPHRASE.has(name)) {
    return client.call(name, { ...params, passphrase: await ask('Passphrase') });
  }

  const first = await client.call(name, params);
  if (first.ok) return first;
  // SECURITY: a locked screen stays locked. The passphrase opens this connection alone, and it ends with the command, killed or not.
  return first.code === 'presence_required' || first.code === 'locked'
    ? confirmThenCall(client, name, params, ask)
    : first;
}

/** zxcvbn's 2 of 4, the first that the window does not call weak. */
const LEAST_SCORE = 2;

/** Rated as in the window; there a person reads the rating and goes on, here a script would, so a weak one wants to be meant. */
async function makeVault(
  client: Pick<ControlClient, 'call'>,
  params: Readonly<Record<string, unknown>>,
  ask: PassphraseSource,
  { say, allowWeak }: NewPassphraseOptions,
): Promise<Result<unknown>> {
  const status = await client.call('app.status', {});
  if (!status.ok) return status;
  // Nobody thinks up a passphrase for a vault that will not be made.
  const { fleet, phase } = status.value as { readonly fleet?: unknown; readonly phase?: unknown };
  if (fleet === 'practice' || phase === 'cold' || phase === 'open') return refusalOfSecondVault();

  const passphrase = await ask('New passphrase');
  const rated = await client.call('vault.passphraseStrength', { passphrase });
  if (!rated.ok) return rated;
  const { score, sentence } = rated.value as { readonly score: number; readonly sentence: string };
  if (score < LEAST_SCORE && !allowWeak) {
    return refuse(
      'weak_passphrase',
      `${sentence} No vault was made. Take four or more words that do not belong together, or say --weak-passphrase to use this one.`,
    );
  }
  say(sentence);
  if ((await ask('The same again')) !== passphrase) {
    return refuse('bad_arguments', 'The two passphrases differ. No vault was made. Try again.');
  }
  return client.call('vault.create', { ...params, passphrase });
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
