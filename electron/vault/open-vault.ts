// The opened vault: keys derived from the master key, one per use, in memory until closed (best effort: see SECURITY below).
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { createHmac } from 'node:crypto';
import type { Random } from '../store/clock.ts';
import { subKey } from './key-derivation.ts';
import type { OpenVault, SealPurpose } from './vault.ts';

const BOX_VERSION = 1;
const NONCE_BYTES = 24;
const TAG_BYTES = 16;

/** Derives the keys and wipes `masterKey`. */
export function openVault(masterKey: Uint8Array, random: Random): OpenVault {
  // SECURITY: JavaScript cannot promise that no copy remains (the ciphers' own state, a core dump); what we hold is wiped on close.
  const databaseKey = subKey(masterKey, 'portcullis vault 1: database');
  const sealKey = subKey(masterKey, 'portcullis vault 1: seal');
  const tagKey = subKey(masterKey, 'portcullis vault 1: tag');
  masterKey.fill(0);
  let closed = false;
  // SECURITY: wiped keys are zeros; using them would seal under a key that everybody knows.
  const alive = (): void => {
    if (closed) throw new Error('the vault is closed');
  };

  return {
    databaseKey: () => {
      alive();
      return databaseKey.slice();
    },
    seal: (purpose, id, secret) => {
      alive();
      const nonce = random(NONCE_BYTES);
      const sealed = xchacha20poly1305(sealKey, nonce, boundTo(purpose, id)).encrypt(secret);
      const box = new Uint8Array(1 + NONCE_BYTES + sealed.length);
      box[0] = BOX_VERSION;
      box.set(nonce, 1);
      box.set(sealed, 1 + NONCE_BYTES);
      return box;
    },
    open: (purpose, id, box) => {
      alive();
      const nonce = box.subarray(1, 1 + NONCE_BYTES);
      const sealed = box.subarray(1 + NONCE_BYTES);
      try {
        if (box[0] !== BOX_VERSION || sealed.length < TAG_BYTES) throw new Error('not a box');
        return xchacha20poly1305(sealKey, nonce, boundTo(purpose, id)).decrypt(sealed);
      } catch {
        throw new Error(`the sealed secret ${purpose}/${id} was changed or belongs to another record`);
      }
    },
    tag: (text) => {
      alive();
      return createHmac('sha256', tagKey).update(text, 'utf8').digest('hex');
    },
    close: () => {
      closed = true;
      for (const key of [databaseKey, sealKey, tagKey]) key.fill(0);
    },
  };
}

// SECURITY: as JSON, so that no purpose and id can run together into another pair.
function boundTo(purpose: SealPurpose, id: string): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(['portcullis-seal', BOX_VERSION, purpose, id]));
}
