// How this console works: the gate, its rules, and what a person can do about them, in the order in which one meets them.
import type { Topic } from './topic.ts';

export const CONSOLE: readonly Topic[] = [
  {
    id: 'gate',
    title: 'The gate',
    group: 'console',
    source: 'own',
    summary: 'Every request is judged by every rule; it is paid, refused, or held for a person.',
    blocks: [
      {
        kind: 'steps',
        title: 'One payment, from request to outcome',
        steps: [
          'A request arrives over a relay, sealed to this console. Its signature and age are checked; one that was seen before gets the answer it got then.',
          'Every rule looks at it. Refuse beats hold, hold beats allow.',
          'Inside the limits: amount and highest fee are set aside, and that is on disk, with its log entry, before the node hears of it.',
          'The node gets exactly what was set aside. Paid moves the money and frees the rest; a final failure frees all of it.',
          'When the node does not say how it ended, the amount stays set aside until it does. Time alone frees nothing.',
        ],
      },
      {
        kind: 'text',
        text: 'Limits are inclusive: exactly the limit passes, a thousandth of a sat more does not. Fees count.',
      },
    ],
    here: {
      words: 'The lamp at the top says whether it is open, and a banner says why when it is not.',
      screens: ['/'],
    },
    see: ['limits', 'approvals', 'unknown-outcome'],
  },
  {
    id: 'limits',
    title: 'Limits',
    group: 'console',
    source: 'guide',
    summary: 'Single payment, daily outflow and hot balance, with the figures of the guide’s sample agent.',
    blocks: [
      {
        kind: 'table',
        title: 'The guide’s sample agent',
        columns: ['Limit', 'Figure', 'Word to the agent'],
        rows: [
          ['Single payment', '5,000,000 sats', 'exceeds_single_tx_limit'],
          ['Daily outflow', '10,000,000 sats', 'exceeds_daily_limit'],
          ['Hot balance', '1,000,000 sats', 'none: it alerts'],
        ],
      },
      {
        kind: 'text',
        text: 'They are checked in this order, then the destination; limits are inclusive. Note that the sample contradicts itself: one permitted payment can be five times what the agent should ever hold.',
      },
      {
        kind: 'points',
        title: 'What this console adds, by its own choice',
        points: [
          'A day is any 24 hours, rolling by the second; it never resets at midnight.',
          'Fees count, and the highest fee is set aside together with the amount.',
          'What is set aside or of unknown outcome counts as spent.',
          'Incoming money never refills a limit.',
          'A policy that contradicts itself is warned about while it is being typed.',
        ],
      },
    ],
    here: {
      words: 'Each agent has its own limits, and the fleet has one over all of them.',
      screens: ['/agents', '/settings'],
    },
    see: ['holdings', 'fees', 'rates'],
  },
  {
    id: 'fees',
    title: 'Fees',
    group: 'console',
    source: 'own',
    summary: 'The fee has a ceiling of its own, and the node is never offered more.',
    blocks: [
      {
        kind: 'text',
        text: 'The highest fee of a payment is the smaller of a fixed amount and a share of what is paid, but at least 10 sats, or small payments could never find a route. Exactly this figure is set aside and handed to the node as its limit.',
      },
    ],
    here: {
      words: 'The decision page shows the highest fee, and the total it makes.',
      screens: ['/approvals', '/agents'],
    },
  },
  {
    id: 'rates',
    title: 'Request rate and what is in flight',
    group: 'console',
    source: 'guide',
    summary:
      'An agent that asks too often, or has too much under way, is refused, however small each payment is.',
    blocks: [
      {
        kind: 'text',
        text: 'The guide’s checklist asks for rate limits and gives no figure; those here are this product’s own. Refused requests count too, so that asking again is not free. What is under way is limited by amount and by number.',
      },
    ],
    here: { words: 'Both are fields of an agent’s limits.', screens: ['/agents'] },
  },
  {
    id: 'destinations',
    title: 'Whom an agent may pay',
    group: 'console',
    source: 'guide',
    summary:
      'Validity always, an allowlist where it applies, look-alikes refused, first payments held if you wish.',
    blocks: [
      {
        kind: 'points',
        points: [
          'An invoice must parse, carry a valid signature, be of this network, not have expired, and not pay the fleet’s own node. This cannot be switched off.',
          'With an allowlist, only the nodes on it are paid; an empty one pays nobody.',
          'A destination that shares the first eight and the last eight characters with a known one and differs between is refused, and you are alerted.',
          'The first payment to a destination can be held for a person.',
        ],
      },
    ],
    here: {
      words: 'Destinations are shown whole, in groups of four, wherever something is decided.',
      screens: ['/approvals', '/agents'],
    },
    see: ['poisoning'],
  },
  {
    id: 'approvals',
    title: 'Deciding by hand',
    group: 'console',
    source: 'own',
    summary: 'An approval is of exactly one payment, needs a reason, and is never given by time passing.',
    blocks: [
      {
        kind: 'points',
        points: [
          'It is bound to agent, invoice, destination, amount, fee and the policy’s version; nothing else can use it, and only once.',
          'Every rule runs again at that moment. Only those that held the payment are waived.',
          'When the policy was changed meanwhile, the payment can no longer be approved: the agent asks again.',
          'An agent waits about 25 seconds. Approved later, it is a grant: the next request for the same invoice is paid, within an hour.',
          'Nobody deciding is a no, recorded as “expired”, not as “rejected”.',
        ],
      },
      {
        kind: 'text',
        text: 'What the agent says a payment is for is its own text, and may have been put into its mouth. It is shown as received, in a box of its own, with hidden characters made visible.',
      },
    ],
    here: {
      words: 'Reject has the focus; approving takes a reason and a second of holding.',
      screens: ['/approvals'],
    },
    see: ['prompt-injection', 'irreversible'],
  },
  {
    id: 'freeze',
    title: 'Freezing',
    group: 'console',
    source: 'own',
    summary: 'One act stops one agent or all of them. What is in flight finishes and counts.',
    blocks: [
      {
        kind: 'points',
        points: [
          'Freezing takes one confirmation and a reason; letting go again also takes the passphrase.',
          'From the moment it is acknowledged nothing new leaves for that agent or the fleet.',
          'A payment that is with the node cannot be called back; it finishes and counts against the limits.',
        ],
      },
      {
        kind: 'text',
        text: 'The guide asks to assume breach and to have a way to stop. It is called a circuit breaker in its glossary.',
      },
    ],
    here: { words: 'Ctrl Shift F from anywhere, or the red button at the top.', screens: ['/', '/agents'] },
  },
  {
    id: 'unknown-outcome',
    title: 'When the outcome is not known',
    group: 'console',
    source: 'own',
    summary: 'A payment whose end the node has not told stays set aside. Time alone proves nothing.',
    blocks: [
      {
        kind: 'points',
        points: [
          'A connection can break after the order was sent. The payment may still succeed hours later.',
          'The node is asked again after 1, 2, 4 … seconds, up to every ten minutes, for as long as it takes.',
          '“Never heard of it” frees an amount only when the node says so twice, a minute apart, and nothing of this process is still out.',
          'At every start the node’s own list of payments is compared with the ledger before anything is paid through it.',
        ],
      },
    ],
    here: {
      words: 'Such payments are counted under “In flight”, hatched in the gauges.',
      screens: ['/', '/nodes'],
    },
  },
  {
    id: 'doubt',
    title: 'When the gate closes itself',
    group: 'console',
    source: 'own',
    summary:
      'A clock that jumped, a log that does not verify, a ledger older than its anchor: the answer is no until a person has looked.',
    blocks: [
      {
        kind: 'table',
        title: 'What closes it, and what opens it again',
        columns: ['Doubt', 'What ends it'],
        rows: [
          ['The clock jumped', 'You compare it with a second clock and confirm it.'],
          ['The log does not verify', 'It must be understood first; nothing is paid.'],
          ['The ledger is older than its anchor', 'You compare it with the node’s payments and confirm it.'],
          ['The node does not answer, or is behind the chain', 'The node is back; this is seen by itself.'],
          ['The node holds less than its agents were allotted', 'Take from an allotment, or fund the node.'],
          ['The ledger cannot be written', 'Make room on the disk.'],
        ],
      },
    ],
    here: { words: 'A banner says which, since when, and what to do.', screens: ['/'] },
  },
  {
    id: 'cold-money',
    title: 'Cold money and the Ledger',
    group: 'console',
    source: 'own',
    summary:
      'Keys of cold accounts are made and kept on a Ledger. The console knows their public half and nothing more.',
    blocks: [
      {
        kind: 'steps',
        title: 'How an account begins',
        steps: [
          'The Ledger is connected, unlocked, and its Bitcoin app opened.',
          'Its fingerprint is read and kept with the account: another Ledger, or the same one with another passphrase, is never taken for it.',
          'The account’s public key is shown on the Ledger and approved there.',
          'The first address is compared on the glass. Without that nothing is stored.',
        ],
      },
      {
        kind: 'points',
        title: 'What follows from it',
        points: [
          'There is no way to a cold account from words or a key typed into this machine.',
          'Money leaves it only by a signature made on the Ledger, of a transaction that was on this screen and on the glass.',
          'Every signature is checked and the finished transaction compared with what was looked at, before it can be sent.',
          'The descriptor can be shown and exported: it watches and cannot spend. Keep a copy with your backups.',
        ],
      },
    ],
    here: {
      words:
        'Under Treasury: accounts, what waits for a signature, what should be swept, and where the chain is read from.',
      screens: ['/treasury'],
    },
    see: ['compare-on-device', 'cold-spending', 'holdings', 'irreversible'],
  },
  {
    id: 'compare-on-device',
    title: 'Comparing on the Ledger',
    group: 'console',
    source: 'own',
    summary:
      'A screen can be made to lie; the glass of the Ledger cannot. What counts is what stands on both.',
    blocks: [
      {
        kind: 'points',
        points: [
          'Compare an address whole, group by group. The ends alone are what a forger copies.',
          'Approving on the Ledger says that you compared, not that you saw something appear.',
          'When the two differ, stop: do not use the address, do not try again, look for what is wrong with the machine.',
          'On test networks the Ledger writes “tb1” in front of addresses that begin with “bcrt1” here; the scripts behind both are compared by the console.',
        ],
      },
    ],
    here: {
      words: 'Receive shows the address and its check; a transaction lists the screens the Ledger will show.',
      screens: ['/treasury'],
    },
    see: ['cold-money', 'poisoning'],
  },
  {
    id: 'cold-spending',
    title: 'Coins, fees and what they give away',
    group: 'console',
    source: 'own',
    summary: 'Which coins pay says who you are; the fee says how soon it is in a block.',
    blocks: [
      {
        kind: 'points',
        title: 'Coins',
        points: [
          'Coins spent together are seen by everyone to have one owner. The console warns when their labels name different ones.',
          'An address that is paid twice ties its payers together. Each payment gets a fresh one.',
          'Oldest first keeps coins few; one identity avoids joining them; by hand takes exactly those ticked.',
        ],
      },
      {
        kind: 'points',
        title: 'Fees',
        points: [
          'A rate in sat/vB times the size is the fee. What is asked for the next block changes by the minute.',
          'What is stuck can be replaced by the same payment with a higher fee (BIP-125), or paid for by a child that spends its change.',
        ],
      },
      {
        kind: 'text',
        text: 'A transaction leaves in two steps: signed on the Ledger, which sends nothing, then sent by a button held for a second, which nobody can undo.',
      },
    ],
    here: { words: 'Send, from an account; a higher fee, from its history.', screens: ['/treasury'] },
    see: ['cold-money', 'fees', 'double-spend'],
  },
  {
    id: 'pairing',
    title: 'Pairing an agent',
    group: 'console',
    source: 'own',
    summary:
      'One connection for each agent and place, each with its own key, methods and end; its address is shown once.',
    blocks: [
      {
        kind: 'points',
        points: [
          'The address (nostr+walletconnect://…) is a bearer right: whoever has it can spend within the agent’s limits.',
          'It is in no file and no log here. Only the public key that belongs to it is kept.',
          'An agent is known by the key that signs its requests, never by a name it sends.',
          'Requests are sealed with NIP-44; the older NIP-04 is answered that it is too old.',
          'Revoking one connection leaves the others of the same agent alone.',
        ],
      },
    ],
    here: { words: 'Under an agent’s Connections, or in set-up.', screens: ['/agents', '/setup'] },
    see: ['relays', 'rotation'],
  },
  {
    id: 'relays',
    title: 'Relays',
    group: 'console',
    source: 'beyond',
    summary: 'Relays carry sealed messages. They can be silent, slow or gone; they cannot read or forge.',
    blocks: [
      {
        kind: 'points',
        points: [
          'Encrypted addresses (wss) only.',
          'A message counts as published only when the relay says OK; silence is not consent.',
          'Use several at once: fewer than three connected, or answers slower than two seconds, is a reason to alert.',
        ],
      },
      {
        kind: 'text',
        text: 'The trial in set-up is this product’s own: one request under a throw-away key is published as an agent would do it, and must come back unchanged.',
      },
    ],
    here: {
      words: 'Tried before they are stored; their state is in the lamp at the top.',
      screens: ['/settings', '/setup'],
    },
  },
];
