// Permissions: a macaroon's rights in words, what this console lacks with it, and what it should not have. Least privilege: lnd docs, macaroons.
import { LND_NEEDS } from '../../../shared/domain/lnd-rights.ts';
import type { MacaroonContent } from './macaroon.ts';

const WORDS: Readonly<Record<string, string>> = {
  'info:read': 'Read node information',
  'offchain:read': 'Read channels and payments',
  'offchain:write': 'Pay, and open or close channels',
  'invoices:read': 'Read invoices',
  'invoices:write': 'Make invoices',
  'onchain:read': 'Read the on-chain wallet',
  'onchain:write': 'Spend from the on-chain wallet',
  'address:read': 'Read addresses',
  'address:write': 'Make addresses',
  'peers:read': 'Read peers',
  'peers:write': 'Connect and disconnect peers',
  'message:read': 'Verify messages',
  'message:write': 'Sign messages with the node’s key',
  'signer:read': 'Read derived keys',
  'signer:generate': 'Sign with the wallet’s keys',
  'macaroon:read': 'Read macaroon ids',
  'macaroon:write': 'Revoke macaroons',
  'macaroon:generate': 'Bake macaroons',
  'info:write': 'Stop the node',
  'uri:/lnrpc.Lightning/GetInfo': 'Read node information',
  'uri:/lnrpc.Lightning/ListChannels': 'Read channels',
  'uri:/lnrpc.Lightning/ListPayments': 'Read payments',
  'uri:/lnrpc.Lightning/PendingChannels': 'See channels open and close',
  'uri:/lnrpc.Lightning/ClosedChannels': 'See channels open and close',
  'uri:/lnrpc.Lightning/ListPeers': 'Read peers',
  'uri:/lnrpc.Lightning/FeeReport': 'Read fees and forwards',
  'uri:/lnrpc.Lightning/ForwardingHistory': 'Read fees and forwards',
  'uri:/lnrpc.Lightning/ExportAllChannelBackups': 'Keep the channel backup',
  'uri:/lnrpc.Lightning/SubscribeChannelBackups': 'Keep the channel backup',
  'uri:/lnrpc.Lightning/VerifyChanBackup': 'Keep the channel backup',
  'uri:/lnrpc.Lightning/AddInvoice': 'Make invoices',
  'uri:/lnrpc.Lightning/ListInvoices': 'Read invoices',
  'uri:/lnrpc.Lightning/SubscribeInvoices': 'See invoices paid',
  'uri:/routerrpc.Router/SendPaymentV2': 'Pay',
  'uri:/routerrpc.Router/TrackPaymentV2': 'Learn how a payment ended',
  'uri:/lnrpc.Lightning/WalletBalance': 'Read the on-chain balance',
  'uri:/lnrpc.Lightning/GetTransactions': 'Read on-chain transactions',
  'uri:/lnrpc.Lightning/NewAddress': 'Make on-chain addresses',
  'uri:/lnrpc.Lightning/SendCoins': 'Spend from the on-chain wallet',
};

/** Rights that this console never uses and whose theft would cost more than the agents' money. */
const DANGERS: Readonly<Record<string, string>> = {
  'macaroon:generate': 'bake further macaroons',
  'macaroon:write': 'revoke other macaroons',
  'onchain:write': 'spend the on-chain wallet',
  'signer:generate': 'sign with the wallet’s keys',
  'message:write': 'sign messages in the node’s name',
  'peers:write': 'connect and disconnect peers',
  'info:write': 'stop the node',
  // SendPaymentV2 can be granted alone; the whole right also covers DeleteAllPayments, by which a thief would cover his tracks.
  'offchain:write': 'change channel fees and delete its record of payments',
};

export type PermissionReport = {
  /** Every right and condition in words. */
  readonly words: readonly string[];
  /** Without these the node cannot be used at all; each completes “The console could not …”. */
  readonly missing: readonly string[];
  /** What it could do that the console never does, as verbs: "spend the on-chain wallet". */
  readonly excess: readonly string[];
  /** The same in a sentence, with what to do; empty when there is none. */
  readonly excessWarning: string;
  /** Other sentences for the operator. */
  readonly warnings: readonly string[];
};

export function describePermissions({ rights, caveats }: MacaroonContent): PermissionReport {
  const held = new Set(rights);
  const lacking = LND_NEEDS.filter(({ right, uri }) => !held.has(right) && !held.has(`uri:${uri}`));
  const unable = (vital: boolean): string[] => [
    ...new Set(lacking.filter((need) => need.vital === vital).map((need) => need.for)),
  ];
  const optional = unable(false);
  const dangers = Object.entries(DANGERS)
    .filter(([right]) => held.has(right))
    .map(([, deed]) => deed);
  return {
    words: [...new Set([...rights.map(inWords), ...caveats.map(conditionInWords)])],
    excess: dangers,
    excessWarning:
      dangers.length === 0
        ? ''
        : `This macaroon can also ${joined(dangers)}. The console needs none of that: bake one for its own calls alone.`,
    missing: unable(true),
    warnings: [
      ...(optional.length > 0 ? [`With this macaroon the console cannot ${joined(optional)}.`] : []),
      ...(caveats.length === 0
        ? []
        : [`It is valid only under conditions: ${caveats.map(conditionInWords).join('; ')}.`]),
    ],
  };
}

function inWords(right: string): string {
  const known = WORDS[right];
  if (known !== undefined) return known;
  return right.startsWith('uri:') ? `Call ${right.split('/').slice(-2).join('.')}` : `Other right: ${right}`;
}

function conditionInWords(caveat: string): string {
  const cut = caveat.indexOf(' ');
  const name = cut < 0 ? caveat : caveat.slice(0, cut);
  const argument = cut < 0 ? '' : caveat.slice(cut + 1);
  if (name === 'time-before') return `Only before ${argument}`;
  if (name === 'ipaddr' || name === 'iprange') return `Only from ${argument}`;
  return `Condition: ${caveat}`;
}

const joined = (parts: readonly string[]): string =>
  parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
