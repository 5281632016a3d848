// Attacks and defences: who attacks, how threats are named and weighed, and what is done about each.
import type { Topic } from './topic.ts';

/** STRIDE (Microsoft, 1999): six kinds of threat, each the loss of one property. */
export const STRIDE = [
  {
    letter: 'S',
    name: 'Spoofing',
    loses: 'authenticity',
    asks: 'Can somebody pass for the agent, the node or the operator?',
  },
  {
    letter: 'T',
    name: 'Tampering',
    loses: 'integrity',
    asks: 'Can a request, a limit or an entry be changed on its way or at rest?',
  },
  {
    letter: 'R',
    name: 'Repudiation',
    loses: 'accountability',
    asks: 'Can somebody deny afterwards what was done?',
  },
  {
    letter: 'I',
    name: 'Information disclosure',
    loses: 'confidentiality',
    asks: 'Who learns balances, keys or habits?',
  },
  {
    letter: 'D',
    name: 'Denial of service',
    loses: 'availability',
    asks: 'Can the gate, the node or a relay be kept from serving?',
  },
  {
    letter: 'E',
    name: 'Elevation of privilege',
    loses: 'authorisation',
    asks: 'Can the agent come to do more than it was allowed?',
  },
] as const;
export type StrideName = (typeof STRIDE)[number]['name'];

const HERE: Readonly<Record<StrideName, string>> = {
  Spoofing: 'Known by key alone; certificates pinned; the passphrase for every human act.',
  Tampering: 'Sealed requests, an encrypted ledger, a chained log verified at each start.',
  Repudiation: 'Every act with its actor and reason in the log, before it takes effect.',
  'Information disclosure':
    'Secrets sealed in the vault; amounts masked by one switch; nothing shown while locked.',
  'Denial of service': 'Rates and queues bounded; several relays; a flood cannot bury the operator.',
  'Elevation of privilege': 'Limits live outside the agent; an approval fits one payment only.',
};

export const ATTACKS: readonly Topic[] = [
  {
    id: 'prompt-injection',
    title: 'Prompt injection',
    group: 'attacks',
    source: 'guide',
    summary: 'Text the agent reads tells it to pay. It believes it; the gate does not have to.',
    blocks: [
      {
        kind: 'text',
        text: 'The guide tells of an agent with a wallet of 50,000 sats that read a malicious prompt one night and paid an invoice it should not have; the wallet was empty by morning. It calls that a failure of the threat model, not a bug.',
      },
      {
        kind: 'points',
        title: 'What holds when the agent itself is turned',
        points: [
          'Limits are enforced outside of it, and nothing it says can change them.',
          'Its words are shown to the operator as untrusted text, never as instructions.',
          'A hold gives a person time the agent does not have.',
        ],
      },
    ],
    here: { words: 'The practice fleet plays this attack as a drill.', screens: ['/practice', '/approvals'] },
    see: ['approvals', 'why-agents'],
  },
  {
    id: 'poisoning',
    title: 'Address poisoning',
    group: 'attacks',
    source: 'guide',
    summary: 'A destination with the first and last characters of one you know, and another middle.',
    blocks: [
      {
        kind: 'text',
        text: 'People compare the ends of long strings. The defence is a list of known destinations, a full comparison, and a warning when the first eight and the last eight characters are those of a known one while the rest is not.',
      },
    ],
    here: {
      words:
        'Such a destination is refused and alerted; on the decision page the groups that differ are marked.',
      screens: ['/approvals'],
    },
    see: ['destinations'],
  },
  {
    id: 'double-spend',
    title: 'Double spending',
    group: 'attacks',
    source: 'guide',
    summary: 'The same coins twice: by race, by a prepared block, by a majority of the hash rate.',
    blocks: [
      {
        kind: 'points',
        points: [
          'A payment without confirmation is never treated as paid.',
          'Six confirmations by default; above 10,000,000 sats the depth must be six as well.',
          'A conflicting transaction for the same coin is an alarm.',
        ],
      },
    ],
    here: {
      words:
        'In the treasury a coin is arriving until it is deep enough, and what is arriving is in no total. A conflict is marked in red in the account’s history.',
      screens: ['/treasury'],
    },
  },
  {
    id: 'key-theft',
    title: 'Theft of keys',
    group: 'attacks',
    source: 'guide',
    summary: 'Environment variables, plain files and broad macaroons are how hot money is lost.',
    blocks: [
      {
        kind: 'table',
        title: 'What a thief gets, by what he steals',
        columns: ['Stolen', 'Gets'],
        rows: [
          ['A pairing address', 'what is left of that agent’s limits, until the connection is revoked'],
          ['The ledger file', 'nothing without the passphrase'],
          ['A fitting macaroon', 'payments through that node, until it is revoked on the node'],
          ['The admin macaroon', 'the node: its channels, its on-chain wallet, its identity'],
        ],
      },
    ],
    here: {
      words:
        'The figures of this table are this product’s own; that is why a macaroon that can do more is warned about.',
      screens: ['/nodes', '/agents'],
    },
    see: ['macaroons', 'keys', 'freeze'],
  },
  {
    id: 'replay',
    title: 'Replay and repetition',
    group: 'attacks',
    source: 'own',
    summary: 'The same request twice, by a relay or by a client that retries, pays once.',
    blocks: [
      {
        kind: 'points',
        points: [
          'A request that is known by its id gets the answer it got before, whatever its age.',
          'A payment hash settles at most once; while its outcome is open there is no second send.',
          'A request older or newer than 90 seconds is not carried out.',
        ],
      },
    ],
    here: {
      words: 'The entry in the timeline says when a request was a repetition.',
      screens: ['/timeline'],
    },
  },
  {
    id: 'actors',
    title: 'Who attacks',
    group: 'attacks',
    source: 'guide',
    summary: 'Six actors, weighed by capability times persistence.',
    blocks: [
      {
        kind: 'table',
        title: 'Actors',
        columns: ['Actor', 'Capability', 'Resources', 'Motive'],
        rows: [
          ['Script kiddie', 'low', 'minimal', 'opportunity, fame'],
          ['Cybercriminal', 'medium', 'moderate', 'money'],
          ['Hacktivist', 'medium', 'volunteers', 'ideology'],
          ['Competitor', 'medium to high', 'business', 'market'],
          ['Nation state', 'very high', 'unlimited', 'strategic'],
          ['Insider', 'high, through access', 'varies', 'varies'],
        ],
      },
      {
        kind: 'text',
        text: 'Threat level = capability (1 uses tools, 2 changes them, 3 writes exploits, 4 has unknown ones) × persistence (1 gives up, 2 tries several ways, 3 stays). The opportunist is 1, the targeted criminal 4, a state that stays 12.',
      },
    ],
    here: { words: 'Worksheets for a threat model of your own are not built yet.', screens: ['/'] },
    see: ['stride', 'risks'],
  },
  {
    id: 'stride',
    title: 'STRIDE',
    group: 'attacks',
    source: 'own',
    summary: 'Six questions to put to every part of a system, each named after what would be lost.',
    blocks: [
      {
        kind: 'table',
        title: 'The six, and what answers them here',
        columns: ['Threat', 'Loses', 'Question', 'Here'],
        rows: STRIDE.map(({ name, loses, asks }) => [name, loses, asks, HERE[name]]),
      },
      {
        kind: 'text',
        text: 'The guide announces a STRIDE analysis; its table was not available when this was written, so the answers are this product’s own.',
      },
    ],
  },
  {
    id: 'risks',
    title: 'Risks, rated',
    group: 'attacks',
    source: 'beyond',
    summary: 'Fourteen risks by severity and likelihood within a year.',
    blocks: [
      {
        kind: 'table',
        title: 'Severity and likelihood',
        columns: ['Risk', 'Protocol', 'Severity', 'Likelihood'],
        rows: [
          ['Wrong address', 'Bitcoin', 'critical', 'low'],
          ['Overpaid fee', 'Bitcoin', 'medium', 'medium'],
          ['Loss by force-close', 'Lightning', 'high', 'low'],
          ['Stuck HTLC', 'Lightning', 'medium', 'medium'],
          ['Node out of step', 'Bitcoin', 'medium', 'low'],
          ['API rate limit', 'Bitcoin', 'low', 'medium'],
          ['Channels run dry', 'Lightning', 'high', 'medium'],
          ['Node offline', 'Lightning', 'high', 'low'],
          ['Relay unavailable', 'Nostr', 'low', 'medium'],
          ['Event rejected', 'Nostr', 'low', 'low'],
          ['Seed exposed', 'Bitcoin', 'critical', 'low'],
          ['Hot wallet compromised', 'Lightning', 'critical', 'medium'],
          ['Key stolen', 'Nostr', 'high', 'medium'],
          ['Somebody in between', 'all', 'high', 'low'],
        ],
      },
      {
        kind: 'text',
        text: 'Likelihood: rare under 1 % a year, unlikely 1 to 10 %, possible 10 to 50 %, likely above.',
      },
    ],
  },
];
