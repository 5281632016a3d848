// Macaroon: reads what an lnd macaroon allows, without its secret. Format: libmacaroons v2 binary; identifier = 0x03 and a protobuf
// MacaroonId { nonce = 1, storageId = 2, repeated Op { entity = 1, repeated actions = 2 } ops = 3 }.

export type MacaroonContent = {
  /** `entity:action`, or `uri:/package.Service/Method`. */
  readonly rights: readonly string[];
  /** First-party conditions as written, for example `time-before 2030-01-01T00:00:00Z`. */
  readonly caveats: readonly string[];
};

const VERSION = 2;
const ID_VERSION = 3;
const END = 0;
const IDENTIFIER = 2;
const SIGNATURE = 6;

/** undefined when the bytes are not a whole v2 macaroon with an lnd identifier. Never throws. */
export function readMacaroon(bytes: Uint8Array): MacaroonContent | undefined {
  try {
    return parse(Buffer.from(bytes));
  } catch {
    return undefined;
  }
}

function parse(bytes: Buffer): MacaroonContent {
  if (bytes[0] !== VERSION) throw new RangeError('not version 2');
  const read = reader(bytes.subarray(1));
  const section = (): Map<number, Buffer> => {
    const fields = new Map<number, Buffer>();
    for (let field = read.number(); field !== END; field = read.number()) fields.set(field, read.bytes());
    return fields;
  };
  const identifier = section().get(IDENTIFIER);
  if (identifier?.[0] !== ID_VERSION) throw new RangeError('not an identifier of lnd');
  const caveats: string[] = [];
  for (let caveat = section(); caveat.size > 0; caveat = section())
    caveats.push(caveat.get(IDENTIFIER)?.toString('utf8') ?? '');
  if (read.number() !== SIGNATURE || read.bytes().length !== 32 || !read.done())
    throw new RangeError('no signature');
  return { rights: rightsOf(identifier.subarray(1)), caveats };
}

function rightsOf(identifier: Buffer): readonly string[] {
  return protobufFields(identifier)
    .filter(({ field }) => field === 3)
    .flatMap(({ value }) => {
      const operation = protobufFields(value);
      const entity = operation.find(({ field }) => field === 1)?.value.toString('utf8') ?? '';
      return operation
        .filter(({ field }) => field === 2)
        .map(({ value: action }) => `${entity}:${action.toString('utf8')}`);
    });
}

function protobufFields(bytes: Buffer): readonly { readonly field: number; readonly value: Buffer }[] {
  const read = reader(bytes);
  const fields: { field: number; value: Buffer }[] = [];
  while (!read.done()) {
    const tag = read.number();
    if ((tag & 7) !== 2) throw new RangeError('every field of this message has a length');
    fields.push({ field: tag >> 3, value: read.bytes() });
  }
  return fields;
}

/** LEB128 numbers and length-prefixed bytes; throws at every overrun. */
function reader(bytes: Buffer): {
  readonly number: () => number;
  readonly bytes: () => Buffer;
  readonly done: () => boolean;
} {
  let at = 0;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = bytes[at];
      if (byte === undefined) break;
      at += 1;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a number runs past the end');
  };
  return {
    number,
    bytes: () => {
      const length = number();
      if (at + length > bytes.length) throw new RangeError('a field runs past the end');
      at += length;
      return bytes.subarray(at - length, at);
    },
    done: () => at >= bytes.length,
  };
}
