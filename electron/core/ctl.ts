// `npm run ctl -- <call> '<json>'|-|@file`: calls the running core by the contract. Exit codes: 0 answered, 1 refused, 2 wrong use, 3 no core.
import { existsSync, openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { parseArgs } from 'node:util';
import type { Result } from '../../shared/domain/result.ts';
import { createInputLines, passphraseFromTerminal } from './ask-passphrase.ts';
import { ParameterError, readParameters } from './call-parameters.ts';
import { controlAddress } from './control-address.ts';
import { connectControl } from './control-client.ts';
import { callList, callText, controlCall } from './control-session.ts';
import { defaultDataRoot } from './data-root.ts';

const tell = (text: string): void => void process.stderr.write(`${text}\n`);

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      data: { type: 'string' },
      'passphrase-stdin': { type: 'boolean' },
      'weak-passphrase': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
    allowPositionals: true,
  });
  const [name, json = '{}'] = positionals;
  if (values.help) {
    if (name !== undefined) return explain(name);
    process.stdout.write(`${USE}\nCalls, with what each needs:\n${callList()}\n`);
    return 0;
  }
  if (name === undefined || positionals.length > 2) {
    tell(`${USE}\nCalls:\n${callList()}`);
    return 2;
  }
  const fromInput = values['passphrase-stdin'] ?? false;
  const input = createInputLines(process.stdin);
  const params = await readParameters(json, {
    input: fromInput ? () => input.next('the parameters') : input.rest,
    folder: process.env['INIT_CWD'] ?? '.',
  });
  const folder = values.data ?? defaultDataRoot(process.env);
  const address = existsSync(folder) ? controlAddress(folder) : undefined;
  const client = address === undefined ? undefined : await connectControl(address);
  if (!client) {
    tell(
      `No Portcullis is running on ${folder}. Nothing was done. Start it, or name its folder with --data.`,
    );
    return 3;
  }
  const ask = fromInput
    ? input.next
    : passphraseFromTerminal(json === '-' ? terminal() : process.stdin, process.stderr);
  try {
    return show(
      await controlCall(client, name, params, ask, {
        say: tell,
        allowWeak: values['weak-passphrase'] ?? false,
      }),
    );
  } finally {
    client.close();
  }
}

const USE = `Use: npm run ctl -- <call> '<json>' [--data DIR] [--passphrase-stdin]
     npm run ctl -- <call> @file       the same, with the JSON read from a file
     npm run ctl -- <call> -           the same, with the JSON read from standard input
     npm run ctl -- <call> --help      the keys of a call and what each takes
  --data DIR            the folder of the running Portcullis, when it is not this user’s own
  --passphrase-stdin    read what would be asked for from standard input, one line for each question: vault.create
                        takes two (the new passphrase, the same again), other calls one. With “-” the JSON is the
                        line before them.
  --weak-passphrase     vault.create: take a passphrase that is easily guessed, too
A macaroon is taken from a file or standard input alone, a passphrase never in the JSON.
Exit codes: 0 answered, 1 refused, 2 wrong use, 3 no Portcullis is running there.`;

function explain(name: string): number {
  const text = callText(name);
  if (text === undefined) {
    tell(`There is no call “${name}”. Calls:\n${callList()}`);
    return 2;
  }
  process.stdout.write(`${text}\n`);
  return 0;
}

/** Standard input held the parameters; the person is asked where they are. Without a terminal the asking says so. */
function terminal(): ReadStream {
  try {
    return new ReadStream(openSync('/dev/tty', 'r'));
  } catch {
    return process.stdin;
  }
}

function show(result: Result<unknown>): number {
  if (result.ok) {
    process.stdout.write(`${JSON.stringify(result.value, null, 2)}\n`);
    return 0;
  }
  process.stdout.write(`${JSON.stringify({ code: result.code, message: result.message }, null, 2)}\n`);
  return 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  tell(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof TypeError || error instanceof ParameterError ? 2 : 1;
}
