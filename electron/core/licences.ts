// Licences: the list of shipped packages that the build left beside the core. Read when first asked for, then kept.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { aboutCalls } from '../../shared/contract/about.ts';
import { ok, refuse, type Result } from '../../shared/domain/result.ts';

const file = z.strictObject({
  packages: aboutCalls['about.packages'].result.shape.packages,
  texts: z.record(z.string(), z.string()),
});
export type Licences = z.output<typeof file>;

export type LicenceReader = () => Result<Licences, 'not_built'>;

/** `path`: undefined when running from sources. */
export function createLicenceReader(path: string | undefined): LicenceReader {
  let kept: Licences | undefined;
  return () => {
    try {
      if (path !== undefined) kept ??= file.parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch {
      // Said below: a list that is missing and one that cannot be read are the same to whoever asks.
    }
    return kept
      ? ok(kept)
      : refuse(
          'not_built',
          'The list of packages is made by the build, and is not beside this console. Nothing else depends on it; build it with “npm run build”.',
        );
  };
}
