// Parameters of a call from the command line: written out, or read from a file or standard input where they hold what nobody else may see.
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';

/** Wrong use of the command, told in a sentence that never repeats what was given. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
}

export type ParameterSources = {
  /** All of standard input; only its first line when the passphrase is read from it as well. */
  readonly input: () => Promise<string>;
  /** Folder that a relative path is meant from. */
  readonly folder: string;
};

/** The control socket takes lines up to this; in characters. */
export const LONGEST_PARAMETERS = 200_000;

/**
 * Keys whose value is a secret, anywhere in the parameters: a node's macaroon moves its money. SECURITY: arguments are in the process list,
 * which every user of the machine reads, and in the shell's history.
 */
const SECRET_KEYS: ReadonlySet<string> = new Set(['macaroon', 'passphrase']);

/** `{…}` as it is, `-` from standard input, `@file` from a file. Throws `ParameterError`. */
export async function readParameters(
  given: string,
  { input, folder }: ParameterSources,
): Promise<Readonly<Record<string, unknown>>> {
  const elsewhere = given === '-' || given.startsWith('@');
  const text = given === '-' ? await input() : elsewhere ? await readText(folder, given.slice(1)) : given;
  const params = parse(text);
  const secret = elsewhere ? undefined : (secretIn(params) ?? secretNamedIn(text));
  if (secret !== undefined) {
    throw new ParameterError(
      `“${secret}” is a secret, and the command line is seen by every user of this machine and kept in the shell’s history. ` +
        'Nothing was done. Put the JSON into a file that only you may read and give its name with “@”: npm run ctl -- <call> @node.json; ' +
        'or give “-” and pipe it in. What stood on the command line is better replaced by a new one.',
    );
  }
  if (typeof params !== 'object' || params === null || Array.isArray(params)) {
    throw new ParameterError(
      'The parameters are one JSON object, such as {"id":"…"}; “-” reads it from standard input, “@file” from a file. Nothing was done.',
    );
  }
  return params as Readonly<Record<string, unknown>>;
}

async function readText(folder: string, name: string): Promise<string> {
  const path = resolve(folder, name);
  try {
    await using file = await open(path, 'r');
    // One byte above the bound tells a longer one, and a file without end ends here.
    const buffer = Buffer.alloc(LONGEST_PARAMETERS + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length);
      length += bytesRead;
      if (bytesRead === 0 || length === buffer.length) break;
    }
    if (length > LONGEST_PARAMETERS) throw new ParameterError(`${path} is too long for parameters.`);
    return buffer.toString('utf8', 0, length);
  } catch (error) {
    if (error instanceof ParameterError) throw error;
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new ParameterError(`${path} could not be read${code}. Nothing was done.`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The first key that names a secret, at any depth. */
function secretIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    if (SECRET_KEYS.has(key.toLowerCase())) return key;
    const found = secretIn(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A typing mistake makes the text no JSON, and the secret stays in it; the next try has it again. */
const secretNamedIn = (text: string): string | undefined =>
  [...SECRET_KEYS].find((key) => text.toLowerCase().includes(`"${key}"`));
