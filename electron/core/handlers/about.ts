// Calls about the program: versions of what it runs on, its data folder, the licences of its parts.
import type { PortcullisHandlers } from '../../../shared/contract/contract.ts';
import { ok, refuse } from '../../../shared/domain/result.ts';
import type { DesktopShell } from '../../shell/desktop-shell.ts';
import type { Fleet } from '../fleet.ts';
import type { LicenceReader } from '../licences.ts';

type AboutHandlers = Pick<PortcullisHandlers, Extract<keyof PortcullisHandlers, `about.${string}`>>;

export function aboutHandlers({
  fleet,
  shell,
  version,
  dataRoot,
  licences,
}: {
  readonly fleet: () => Fleet;
  readonly shell: DesktopShell['kind'];
  readonly version: string;
  readonly dataRoot: string;
  readonly licences: LicenceReader;
}): AboutHandlers {
  return {
    'about.program': () => {
      const { node, v8, openssl, electron, chrome } = process.versions;
      return ok({
        version,
        shell,
        node,
        v8,
        openssl,
        electron: electron ?? null,
        chromium: chrome ?? null,
        sqlite:
          fleet().database.prepare<{ version: string }>('SELECT sqlite_version() AS version').get()
            ?.version ?? '',
        platform: `${process.platform} ${process.arch}`,
        dataFolder: dataRoot,
      });
    },
    'about.packages': () => {
      const read = licences();
      return read.ok ? ok({ packages: [...read.value.packages] }) : read;
    },
    'about.licenceText': ({ text }) => {
      const read = licences();
      if (!read.ok) return read;
      const found = Object.hasOwn(read.value.texts, text) ? read.value.texts[text] : undefined;
      return found === undefined
        ? refuse('unknown_text', 'There is no such licence text in this build.')
        : ok({ text: found });
    },
  };
}
