// The operator's hand: calls over the control socket of the console, with the passphrase given again when it is asked for.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { controlAddress } from '../../../../electron/core/control-address.ts';
import { connectControl, type ControlClient } from '../../../../electron/core/control-client.ts';

export const PASSPHRASE = 'correct horse battery staple, tried by fire';

export type Control = {
  /** Throws with the console's own words when it refuses. */
  readonly call: <T = Record<string, never>>(name: string, params?: object) => Promise<T>;
  /** The answer as it is. */
  readonly ask: ControlClient['call'];
  readonly close: () => void;
};

/** Resolves when the console's socket listens; rejects when `gone` says that there is no console any more. */
export async function openControl(dataDir: string, gone: () => boolean): Promise<Control> {
  for (;;) {
    if (gone()) throw new Error('the console ended before it could be spoken to');
    const socket = join(dataDir, 'control.sock');
    const client = existsSync(socket) ? await connectControl(controlAddress(dataDir) ?? socket) : undefined;
    if (client) return controlOver(client);
    await wait(5);
  }
}

function controlOver(client: ControlClient): Control {
  const ask: Control['ask'] = async (name, params) => {
    const first = await client.call(name, params);
    if (first.ok || first.code !== 'presence_required') return first;
    const confirmed = await client.call('vault.confirmPresence', { passphrase: PASSPHRASE });
    return confirmed.ok ? client.call(name, params) : confirmed;
  };
  return {
    ask,
    call: async <T>(name: string, params: object = {}) => {
      const answer = await ask(name, params);
      if (!answer.ok) throw new Error(`${name}: ${answer.code}: ${answer.message}`);
      return answer.value as T;
    },
    close: client.close,
  };
}
