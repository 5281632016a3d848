// Address: untrusted text to a scriptPubKey for one network, and back. Sources: BIP-13, BIP-141, BIP-173, BIP-350.
import { address as codec } from 'bitcoinjs-lib';
import { secp256k1 } from './curve.ts';
import type { Network } from '../../shared/domain/network.ts';
import { ok, refuse, type Result } from '../../shared/domain/result.ts';
import { CHAIN_PARAMS } from './chain-params.ts';

export const ADDRESS_KINDS = ['p2pkh', 'p2sh', 'p2wpkh', 'p2wsh', 'p2tr'] as const;
export type AddressKind = (typeof ADDRESS_KINDS)[number];

export type ParsedAddress = {
  /** As it is written canonically: segwit in lower case. */
  readonly address: string;
  /** scriptPubKey, hex. */
  readonly script: string;
  readonly kind: AddressKind;
};

export type AddressRefusal =
  | 'empty'
  | 'not_an_address'
  | 'bad_checksum'
  | 'mixed_case'
  | 'wrong_network'
  | 'wrong_encoding'
  | 'unsupported'
  | 'lightning';

/** BIP-173 allows 90 characters; a longer text is no address and is not looked at. */
const MAX_LENGTH = 90;
const PREFIX_NETWORK: Readonly<Record<string, string>> = {
  bc: 'mainnet',
  tb: 'testnet or signet',
  bcrt: 'regtest',
};
const BASE58_NETWORK = { 0x00: 'mainnet', 0x05: 'mainnet', 0x6f: 'a test network', 0xc4: 'a test network' };
const NOTHING = 'Nothing was prepared.';

const no = (code: AddressRefusal, what: string): Result<never, AddressRefusal> =>
  refuse(code, `${what} ${NOTHING}`);

/** Reads one address for `network`. Whitespace around it is dropped, inside it is refused. */
export function parseAddress(text: string, network: Network): Result<ParsedAddress, AddressRefusal> {
  const trimmed = text.trim();
  if (trimmed === '') return no('empty', 'There is no address yet.');
  if (trimmed.length > MAX_LENGTH || !/^[\x21-\x7e]+$/.test(trimmed))
    return /^ln(bc|tb|tbs|bcrt)\d/i.test(trimmed)
      ? no('lightning', 'This is a Lightning invoice, not an on-chain address.')
      : no('not_an_address', 'This is not a Bitcoin address.');
  const separator = trimmed.lastIndexOf('1');
  const prefix = trimmed.slice(0, Math.max(0, separator)).toLowerCase();
  if (prefix in PREFIX_NETWORK) return parseSegwit(trimmed, prefix, network);
  if (/^ln(bc|tb|tbs|bcrt)\d/i.test(trimmed))
    return no('lightning', 'This is a Lightning invoice, not an on-chain address.');
  return parseBase58(trimmed, network);
}

function parseSegwit(text: string, prefix: string, network: Network): Result<ParsedAddress, AddressRefusal> {
  if (text !== text.toLowerCase() && text !== text.toUpperCase())
    return no(
      'mixed_case',
      'The address mixes capital and small letters, which a segwit address never does.',
    );
  const address = text.toLowerCase();
  const { bech32 } = CHAIN_PARAMS[network];
  let decoded: ReturnType<typeof codec.fromBech32>;
  try {
    decoded = codec.fromBech32(address);
  } catch {
    return no('bad_checksum', 'The address is damaged: its checksum does not fit. Copy it again, whole.');
  }
  if (prefix !== bech32)
    return no(
      'wrong_network',
      `This address belongs to ${PREFIX_NETWORK[prefix] ?? 'another network'}; the account is on ${network}.`,
    );
  const { version, data } = decoded;
  if (version === 0 && (data.length === 20 || data.length === 32))
    return ok({
      address,
      script: `00${data.length.toString(16)}${hex(data)}`,
      kind: data.length === 20 ? 'p2wpkh' : 'p2wsh',
    });
  if (version === 0)
    return no('not_an_address', 'The address has a length that no native segwit address has.');
  // SECURITY: an x-only key that is not on the curve can never be spent; the coins would be gone.
  if (version === 1 && data.length === 32 && secp256k1.isXOnlyPoint(data))
    return ok({ address, script: `5120${hex(data)}`, kind: 'p2tr' });
  if (version === 1 && data.length === 32)
    return no(
      'unsupported',
      'This taproot address holds no valid key: coins sent there could never be spent.',
    );
  return no('unsupported', `Addresses of witness version ${version} and this length are not used yet.`);
}

function parseBase58(text: string, network: Network): Result<ParsedAddress, AddressRefusal> {
  if (!/^[1-9A-HJ-NP-Za-km-z]{26,35}$/.test(text))
    return no('not_an_address', 'This is not a Bitcoin address.');
  let decoded: ReturnType<typeof codec.fromBase58Check>;
  try {
    decoded = codec.fromBase58Check(text);
  } catch {
    return no('bad_checksum', 'The address is damaged: its checksum does not fit. Copy it again, whole.');
  }
  const { version, hash } = decoded;
  const { pubKeyHash, scriptHash } = CHAIN_PARAMS[network].library;
  if (version === pubKeyHash) return ok({ address: text, script: `76a914${hex(hash)}88ac`, kind: 'p2pkh' });
  if (version === scriptHash) return ok({ address: text, script: `a914${hex(hash)}87`, kind: 'p2sh' });
  const other = (BASE58_NETWORK as Readonly<Record<number, string>>)[version];
  return other === undefined
    ? no('not_an_address', 'This is an address of another currency, or of no currency.')
    : no('wrong_network', `This address belongs to ${other}; the account is on ${network}.`);
}

/** What kind of output a script is; undefined for one that has no address. */
export function kindOfScript(script: string): AddressKind | undefined {
  if (/^76a914[0-9a-f]{40}88ac$/.test(script)) return 'p2pkh';
  if (/^a914[0-9a-f]{40}87$/.test(script)) return 'p2sh';
  if (/^0014[0-9a-f]{40}$/.test(script)) return 'p2wpkh';
  if (/^0020[0-9a-f]{64}$/.test(script)) return 'p2wsh';
  if (/^5120[0-9a-f]{64}$/.test(script)) return 'p2tr';
  return undefined;
}

/** The address of a scriptPubKey (hex); undefined for a script that has none (`OP_RETURN`, bare multisig, …). */
export function addressOfScript(script: string, network: Network): string | undefined {
  const { library, bech32 } = CHAIN_PARAMS[network];
  const bytes = Buffer.from(script, 'hex');
  switch (kindOfScript(script)) {
    case 'p2pkh':
      return codec.toBase58Check(bytes.subarray(3, 23), library.pubKeyHash);
    case 'p2sh':
      return codec.toBase58Check(bytes.subarray(2, 22), library.scriptHash);
    case 'p2wpkh':
    case 'p2wsh':
      return codec.toBech32(bytes.subarray(2), 0, bech32);
    case 'p2tr':
      return codec.toBech32(bytes.subarray(2), 1, bech32);
    case undefined:
      return undefined;
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
