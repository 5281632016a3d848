// Calls about this program itself: what it is made of, where it keeps its data, under which licences its parts are given.
import { z } from 'zod';
import { call, none } from './call.ts';

const shippedPackage = z.strictObject({
  name: z.string(),
  version: z.string(),
  /** SPDX expression as the package states it. */
  licence: z.string(),
  /** Key of the full text for `about.licenceText`; null when the package carries none. */
  text: z.string().nullable(),
});
export type ShippedPackage = z.output<typeof shippedPackage>;

export const aboutCalls = {
  'about.program': call(
    'read',
    none,
    z.strictObject({
      version: z.string(),
      shell: z.enum(['electron', 'chromium', 'headless']),
      node: z.string(),
      /** null where another program shows the window. */
      electron: z.string().nullable(),
      chromium: z.string().nullable(),
      v8: z.string(),
      openssl: z.string(),
      sqlite: z.string(),
      platform: z.string(),
      dataFolder: z.string(),
    }),
  ),
  /** Made by the build from the packages that are shipped; refused with `not_built` when running from sources. */
  'about.packages': call('read', none, z.strictObject({ packages: z.array(shippedPackage) })),
  'about.licenceText': call(
    'read',
    z.strictObject({ text: z.string().regex(/^[0-9a-f]{16}$/) }),
    z.strictObject({ text: z.string() }),
  ),
} as const;
