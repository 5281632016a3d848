// The core's own composition over a throw-away vault, without a shell: for benchmarks and tests of the whole.
import { noHardware } from './no-hardware.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFleet, type Fleet } from '../../electron/core/fleet.ts';
import { realFolder } from '../../electron/core/folders.ts';
import { systemClock, systemRandom } from '../../electron/store/clock.ts';
import { createVault } from '../../electron/vault/create-vault.ts';
import type { AuditActor } from '../../shared/domain/audit-entry.ts';
import { mkdirSync } from 'node:fs';

export const OPERATOR: AuditActor = { kind: 'operator', via: 'control' };

export async function openWholeFleet(): Promise<{
  readonly fleet: Fleet;
  readonly end: () => Promise<void>;
}> {
  const root = mkdtempSync(join(tmpdir(), 'portcullis-fleet-'));
  const files = realFolder(root);
  mkdirSync(files.folder, { recursive: true });
  const vault = createVault({
    folder: files.folder,
    clock: systemClock,
    random: systemRandom,
    kdf: { memoryKib: 1_024, passes: 1, lanes: 1 },
  });
  const opened = await vault.create('a passphrase for a folder that is thrown away');
  if (!opened.ok) throw new Error(opened.message);
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const fleet = openFleet({
    hardware: noHardware,
    kind: 'real',
    files,
    vault: opened.value,
    clock: systemClock,
    random: systemRandom,
    log: quiet as never,
    onChange: () => undefined,
    onLost: () => undefined,
  });
  return {
    fleet,
    end: async () => {
      await fleet.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
