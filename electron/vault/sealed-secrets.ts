// Sealed secrets: one box per purpose and record in the ledger's `sealed` table, under a key of the vault's own.
import type { Database } from '../store/database.ts';
import type { OpenVault, SealedSecrets } from './vault.ts';

/** `get` throws when a box was tampered with or moved; `put` replaces, and belongs into the transaction of what needs the secret. */
export function createSealedSecrets({
  database,
  vault,
}: {
  readonly database: Database;
  readonly vault: OpenVault;
}): SealedSecrets {
  const insert = database.prepare('INSERT OR REPLACE INTO sealed (purpose, id, box) VALUES (?, ?, ?)');
  const select = database.prepare<{ box: Uint8Array }>('SELECT box FROM sealed WHERE purpose = ? AND id = ?');
  const remove = database.prepare('DELETE FROM sealed WHERE purpose = ? AND id = ?');

  return {
    put: (purpose, id, secret) => void insert.run(purpose, id, vault.seal(purpose, id, secret)),
    get: (purpose, id) => {
      const row = select.get(purpose, id);
      return row && vault.open(purpose, id, row.box);
    },
    remove: (purpose, id) => void remove.run(purpose, id),
  };
}
