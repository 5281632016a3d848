// `npm run ctl -- <call> '<json>'`: calls the running core by the contract. Exit codes: 0 answered, 1 refused, 2 wrong use, 3 no core.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Result } from '../../shared/domain/result.ts';
import { passphraseFromInput, passphraseFromTerminal } from './ask-passphrase.ts';
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
  const params = parseJson(json);
  if (typeof params !== 'object' || params === null || Array.isArray(params)) {
    tell('The arguments are one JSON object, such as {"id":"…"}.');
    return 2;
  }
  const folder = values.data ?? defaultDataRoot(process.env);
  const address = existsSync(folder) ? controlAddress(folder) : undefined;
  const client = address === undefined ? undefined : await connectControl(address);
  if (!client) {
    tell(
      `No Portcullis is running on ${folder}. Nothing was done. Start it, or name its folder with --data.`,
    );
    return 3;
  }
  const ask = values['passphrase-stdin']
    ? passphraseFromInput(process.stdin)
    : passphraseFromTerminal(process.stdin, process.stderr);
  try {
    return show(await controlCall(client, name, params as Record<string, unknown>, ask));
  } finally {
    client.close();
  }
}

const USE = `Use: npm run ctl -- <call> '<json>' [--data DIR] [--passphrase-stdin]
     npm run ctl -- <call> --help      the keys of a call and what each takes
  --data DIR            the folder of the running Portcullis, when it is not this user’s own
  --passphrase-stdin    read passphrases from standard input, one a line, instead of asking
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
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
  process.exitCode = error instanceof TypeError ? 2 : 1;
}
