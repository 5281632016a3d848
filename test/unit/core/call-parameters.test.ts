// Parameters of the control command: where they may stand, and that a secret never stands in the arguments.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  LONGEST_PARAMETERS,
  ParameterError,
  readParameters,
} from '../../../electron/core/call-parameters.ts';
import { contract } from '../../../shared/contract/contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'portcullis-parameters-'));
const read = (given: string, input = '') =>
  readParameters(given, { input: () => Promise.resolve(input), folder });
const MACAROON = '0201036c6e64';

describe('parameters of a call', () => {
  it('stand in the argument, in a file or in standard input', async () => {
    writeFileSync(join(folder, 'node.json'), `{\n  "macaroon": "${MACAROON}"\n}\n`);
    expect(await read('{"id":"a1"}')).toEqual({ id: 'a1' });
    expect(await read('@node.json')).toEqual({ macaroon: MACAROON });
    expect(await read('-', `{"macaroon":"${MACAROON}"}\n`)).toEqual({ macaroon: MACAROON });
  });

  it.each([
    ['a macaroon', `{"name":"N","macaroon":"${MACAROON}"}`],
    ['one deeper down', `{"node":[{"macaroon":"${MACAROON}"}]}`],
    ['another spelling', `{"Macaroon":"${MACAROON}"}`],
    ['a passphrase', `{"passphrase":"${MACAROON}"}`],
    ['one in JSON with a typing mistake', `{"macaroon":"${MACAROON}",}`],
  ])('are refused in the argument with %s, which is not repeated', async (_what, json) => {
    const refused = await read(json).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ParameterError);
    expect(String(refused)).toContain('@node.json');
    expect(String(refused)).not.toContain(MACAROON);
  });

  it.each([['[]'], ['null'], ['5'], ['{'], ['@missing.json'], ['@.'], ['']])(
    'are told apart from %j',
    async (given) => {
      await expect(read(given)).rejects.toThrow(ParameterError);
    },
  );

  it('are bounded, also in a file', async () => {
    writeFileSync(join(folder, 'long.json'), ' '.repeat(LONGEST_PARAMETERS + 1));
    await expect(read('@long.json')).rejects.toThrow('too long');
  });

  it('hold no secret of the contract under a name that the command does not know', () => {
    const doubtful = Object.entries(contract).flatMap(
      ([name, { params }]) =>
        JSON.stringify(z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' }))
          .match(/"[^"]*(secret|macaroon|pass|mnemonic|private|seed)[^"]*":/gi)
          ?.map((key) => `${name} ${key}`) ?? [],
    );
    for (const key of doubtful) expect(key).toMatch(/"(macaroon|passphrase)":$/);
    expect(doubtful.length).toBeGreaterThan(3);
  });
});
