// Practice: keys, credentials, money, network, backup, log. What the guide asks for, and what can and cannot be seen from here.
import type { Topic } from './topic.ts';

export const PRACTICE: readonly Topic[] = [
  {
    id: 'keys',
    title: 'Keys',
    group: 'practice',
    source: 'guide',
    summary: 'Which key is what, where it may live, and what its loss means.',
    blocks: [
      {
        kind: 'table',
        title: 'By kind',
        columns: ['Key', 'What it is for', 'Where it may be', 'Risk'],
        rows: [
          ['Seed phrase, 12 or 24 words', 'recovers everything', 'offline only', 'critical'],
          ['Master private key', 'root of derivation', 'never exposed', 'critical'],
          ['Derived private key', 'signs', 'hot or cold', 'critical'],
          ['Extended public key', 'makes addresses', 'may be shared', 'privacy'],
          ['Lightning node seed', 'identity and channel keys', 'has to be hot, isolated', 'high'],
          ['Macaroon', 'access to the node', 'protected', 'what it allows'],
          ['Nostr private key (nsec)', 'signs events', 'has to be hot, apart from funds', 'high'],
          ['Nostr public key (npub)', 'identity', 'public', 'none'],
        ],
      },
      {
        kind: 'points',
        points: [
          'Randomness from the operating system only; entropy of 128, 160, 192, 224 or 256 bits and nothing else.',
          'Never one key for two protocols: it would tie money to a name, and one theft would take both.',
          'A seed in plaintext or in an environment variable is never acceptable in production.',
        ],
      },
    ],
    here: {
      words:
        'This console holds node macaroons and connection keys, sealed in its vault. It never asks for a seed; do not paste one.',
      screens: ['/nodes', '/agents'],
    },
    see: ['rotation', 'macaroons'],
  },
  {
    id: 'macaroons',
    title: 'A macaroon that fits',
    group: 'practice',
    source: 'own',
    summary:
      'Least privilege for the node: eight calls, and none that opens a channel, moves coins or deletes a record.',
    blocks: [
      {
        kind: 'text',
        text: 'LND’s admin macaroon can spend the on-chain wallet, bake further macaroons and stop the node. Even the right “offchain:write” alone also covers deleting the node’s record of payments, by which a thief would cover his tracks. LND can bake a macaroon by single call; the line for that is in set-up.',
      },
      {
        kind: 'points',
        title: 'The calls this console makes',
        points: [
          'GetInfo, ListChannels, ListPayments',
          'TrackPaymentV2, SendPaymentV2',
          'AddInvoice, ListInvoices, SubscribeInvoices',
        ],
      },
    ],
    here: {
      words:
        'What a macaroon may do is shown in words before it is stored, and stays to be read under Nodes.',
      screens: ['/nodes', '/setup'],
    },
    see: ['four-principles', 'rotation'],
  },
  {
    id: 'holdings',
    title: 'How much to hold where',
    group: 'practice',
    source: 'guide',
    summary: 'Hot: one to seven days of spending. Warm: thirty days. Cold: the rest.',
    blocks: [
      {
        kind: 'table',
        title: 'Three tiers',
        columns: ['Tier', 'How much', 'How it is reached'],
        rows: [
          ['Hot', '1 to 7 days of expected spending', 'at once, by the agent through the gate'],
          ['Warm', '30 days', 'with more steps'],
          ['Cold', 'the rest', 'offline'],
        ],
      },
      { kind: 'text', text: 'At 100,000 sats a day that is 100,000 to 700,000 hot and 3,000,000 warm.' },
    ],
    here: {
      words:
        'An agent above its hot ceiling raises an alert, once until it is below again. The treasury proposes to sweep exactly what is over, to an address compared on the Ledger.',
      screens: ['/', '/agents', '/treasury'],
    },
  },
  {
    id: 'rotation',
    title: 'Rotation',
    group: 'practice',
    source: 'guide',
    summary: 'Macaroons monthly or after any incident; a node only when compromised; a seed never.',
    blocks: [
      {
        kind: 'table',
        title: 'What, and how often',
        columns: ['Key', 'When'],
        rows: [
          ['Bitcoin seed', 'never; use new addresses instead'],
          ['Lightning node', 'only if compromised'],
          ['Nostr identity', 'rarely: followers are lost'],
          ['API keys, macaroons', 'monthly, or after any incident'],
        ],
      },
    ],
    here: {
      words:
        'Adding a node again with a new macaroon renews it; its agents and history stay. Connections end by themselves when given an end.',
      screens: ['/nodes', '/agents'],
    },
  },
  {
    id: 'opsec',
    title: 'What leaks',
    group: 'practice',
    source: 'guide',
    summary: 'Six kinds of information an adversary collects, and what each is good for.',
    blocks: [
      {
        kind: 'table',
        title: 'Information, and what it gives away',
        columns: ['Information', 'Risk', 'What it is used for', 'Protection'],
        rows: [
          ['IP address', 'identity linked', 'location, legal action', 'Tor'],
          ['Payment patterns', 'behaviour analysed', 'prediction, targeting', 'irregular timing'],
          ['Balances', 'targeting', 'ranking victims', 'several wallets'],
          ['Key relationships', 'wallets clustered', 'total exposure', 'separate identities'],
          ['Timing', 'traffic analysed', 'correlating activities', 'irregular timing'],
          ['Whom one talks to', 'social analysis', 'mapping the network', 'separate identities'],
        ],
      },
      {
        kind: 'steps',
        title: 'The loop',
        steps: [
          'Name the critical information.',
          'Ask who wants it.',
          'Ask how it can leak.',
          'Weigh it: likelihood times impact.',
          'Choose a countermeasure, and begin again.',
        ],
      },
    ],
    here: {
      words: 'Balances can be hidden everywhere with one switch; notifications carry no amounts.',
      screens: ['/settings'],
    },
  },
  {
    id: 'network-security',
    title: 'Network',
    group: 'practice',
    source: 'guide',
    summary: 'Pinned certificates, signed messages, Tor rather than a VPN.',
    blocks: [
      {
        kind: 'table',
        title: 'Attack and defence',
        columns: ['Attack', 'Defence'],
        rows: [
          ['DNS hijack', 'fixed address, or DNSSEC'],
          ['Somebody between, with a certificate of their own', 'certificate pinning'],
          ['Messages slipped into a WebSocket', 'signed messages'],
          ['Correlation over Tor', 'separate circuits for separate identities'],
        ],
      },
      {
        kind: 'text',
        text: 'Tor in production: yes. A VPN instead of Tor: no; it moves all trust to one company that can log. Names must be resolved through Tor as well (socks5h, not socks5), or the name server learns them.',
      },
    ],
    here: {
      words:
        'A node’s certificate is pinned when it joins, and no other is accepted. Relays’ events are checked by signature. Connections over Tor are not built yet.',
      screens: ['/nodes', '/settings'],
    },
    see: ['relays', 'macaroons'],
  },
  {
    id: 'backup',
    title: 'Backup and recovery',
    group: 'practice',
    source: 'guide',
    summary: 'Bitcoin once, Nostr once, Lightning at every channel change.',
    blocks: [
      {
        kind: 'table',
        title: 'What to keep',
        columns: ['Protocol', 'What', 'When', 'Recovers'],
        rows: [
          ['Bitcoin', 'seed and derivation path', 'once', 'everything'],
          ['Lightning', 'seed and channel.backup', 'at every channel change', 'by force-close only'],
          ['Nostr', 'private key', 'once for each identity', 'everything'],
        ],
      },
      {
        kind: 'table',
        title: 'On what',
        columns: ['Medium', 'Lasts', 'Secure', 'Price'],
        rows: [
          ['Paper', 'low: fire, water', 'medium', 'none'],
          ['Metal plate', 'high', 'medium', '20 to 100 USD'],
          ['Shamir shares, 3 of 5 by default', 'high', 'high', 'complexity'],
          ['Several places', 'high', 'high', 'needs the places'],
        ],
      },
      {
        kind: 'steps',
        title: 'When the seed of a Lightning node is out',
        steps: [
          'Force-close all channels at once.',
          'Wait until they are settled on the chain.',
          'Move the funds to a new wallet.',
          'Make a new node from a new seed.',
          'Open new channels.',
        ],
      },
    ],
    here: {
      words:
        'The ledger and the vault are two files in the data folder, encrypted; copy them while the console is closed. A ledger put back later opens closed until you have compared it with the node.',
      screens: ['/about', '/nodes'],
    },
    see: ['doubt'],
  },
  {
    id: 'audit-log',
    title: 'The audit log',
    group: 'practice',
    source: 'guide',
    summary: 'Who did what, to what end, in a chain that shows every later change.',
    blocks: [
      {
        kind: 'table',
        title: 'What is kept how long',
        columns: ['Class', 'Level', 'Kept'],
        rows: [
          ['Key operations', 'critical', 'for ever'],
          ['Transactions', 'info', '7 years'],
          ['Authentication', 'info', '1 year'],
          ['Errors', 'error', '90 days'],
          ['Debug', 'debug', '7 days'],
        ],
      },
      {
        kind: 'points',
        points: [
          'Never in it: private keys, seed phrases, passwords.',
          'Reduced: addresses to a prefix, balances to ranges.',
          'Each entry is hashed with the hash of the one before it; the first stands on 64 zeros.',
        ],
      },
      {
        kind: 'text',
        text: 'This console keeps every entry and removes none: it is written before the act, in the same transaction, and refusals are in it too. The newest hash is also kept outside the database, so that a log cut at its end shows.',
      },
    ],
    here: { words: 'Verified at every start, and whenever you ask.', screens: ['/timeline', '/about'] },
  },
  {
    id: 'monitoring',
    title: 'What to watch',
    group: 'practice',
    source: 'beyond',
    summary: 'Figures at which to be woken, for Bitcoin, Lightning and Nostr.',
    blocks: [
      {
        kind: 'table',
        title: 'Alert when',
        columns: ['Where', 'Figure'],
        rows: [
          ['Bitcoin', 'no new block for more than 30 minutes'],
          ['Bitcoin', 'medium-priority fee above 100 sat/vB'],
          ['Bitcoin', 'fewer than 4 peers, or more than 10 own unconfirmed transactions'],
          ['Lightning', 'fewer than 3 active channels, or capacity below what is needed'],
          ['Lightning', 'own share of a channel below 10 % or above 90 %'],
          ['Lightning', 'more than 50 pending HTLCs, or under 95 % of payments succeed'],
          ['Nostr', 'fewer than 3 relays connected, or latency above 2,000 ms'],
        ],
      },
    ],
    here: {
      words:
        'The overview shows what was refused, held, frozen or in doubt. Routes to a telephone are not built yet.',
      screens: ['/'],
    },
  },
  {
    id: 'before-deployment',
    title: 'Before an agent goes live',
    group: 'practice',
    source: 'guide',
    summary: 'Seven checks before, five that never end.',
    blocks: [
      {
        kind: 'points',
        title: 'Before',
        points: [
          'The seed is offline.',
          'The hot balance is minimal.',
          'Rate limits are set.',
          'There is an allowlist of destinations where that applies.',
          'Monitoring and alerting are live.',
          'The backup was tested, by restoring it.',
          'The plan for an incident is written.',
        ],
      },
      {
        kind: 'points',
        title: 'Ever after',
        points: [
          'Balances are audited.',
          'The log is read for what is unusual.',
          'Keys are rotated where they can be.',
          'Software is kept up to date.',
          'The threat model is looked at again.',
        ],
      },
    ],
    here: {
      words:
        'Hot balance, rates and allowlists are enforced here. The seed, the restore and the plan cannot be seen from here.',
      screens: ['/agents', '/setup'],
    },
  },
];
