// Reference: words and frequent questions.
import type { Topic } from './topic.ts';

export const REFERENCE: readonly Topic[] = [
  {
    id: 'glossary',
    title: 'Glossary',
    group: 'reference',
    source: 'guide',
    summary: 'Words of the guide and of this console.',
    blocks: [
      {
        kind: 'table',
        title: 'From the guide',
        columns: ['Word', 'Meaning'],
        rows: [
          ['Access control', 'who is it, and what may they do'],
          ['Attack surface', 'every place at which a system can be touched'],
          ['Audit log', 'what happened, in order, for accountability and for finding out later'],
          ['Authentication', 'a signature proves who holds a key'],
          ['Certificate pinning', 'one certificate and no other, even if an authority is bad'],
          ['Chain of custody', 'who had access to data or keys, and when'],
          ['Circuit breaker', 'stop when the rate of failures passes a threshold'],
          ['Cold storage', 'a device that is never online'],
          ['Defence in depth', 'layers, so that one broken one is not the end'],
          ['Denial of service', 'keeping something from serving; in Lightning also by jamming channels'],
          ['Derivation path', 'which of its keys a seed gives'],
        ],
      },
      {
        kind: 'table',
        title: 'Of this console',
        columns: ['Word', 'Meaning'],
        rows: [
          ['Allotment', 'an agent’s share of a node that others may draw on too'],
          ['Anchor', 'the newest hash of the log, kept outside the database'],
          ['Gate', 'what decides each request: pay, refuse or hold'],
          ['Grant', 'an approval that came after the agent stopped waiting; used by its next request, once'],
          ['Hold', 'a payment that waits for a person'],
          ['msat', 'a thousandth of a sat; the unit of Lightning'],
          ['Outflow', 'principal and fees; what comes in never refills it'],
          ['Reserved', 'set aside for a payment that has not ended'],
        ],
      },
    ],
  },
  {
    id: 'questions',
    title: 'Frequent questions',
    group: 'reference',
    source: 'guide',
    summary: 'Short answers from the guide, and to what operators of this console ask.',
    blocks: [
      {
        kind: 'table',
        title: 'From the guide',
        columns: ['Question', 'Answer'],
        rows: [
          [
            'May I store the seed digitally?',
            'No. Metal or paper, in a safe place; think of shares in several places.',
          ],
          [
            'One key for Bitcoin and Nostr?',
            'No. One theft would take both, and money would be tied to a name.',
          ],
          ['How much may be hot?', 'One to seven days of what is expected to be spent.'],
          ['How often are macaroons changed?', 'Monthly, or after any incident.'],
          ['Is Tor worth it?', 'In production yes; the delay is fine for most of what agents do.'],
          ['Is a VPN enough?', 'No. It is one company that sees everything.'],
        ],
      },
      {
        kind: 'table',
        title: 'About this console',
        columns: ['Question', 'Answer'],
        rows: [
          [
            'Do agents stop when I lock the screen?',
            'No. They are served by policy; every human act waits until you unlock.',
          ],
          ['Do they stop when the console is not running?', 'Yes. Nobody answers them, and nothing is paid.'],
          [
            'I forgot the passphrase.',
            'Nobody can reset it. The node and its money are untouched: make a new vault and join the node again.',
          ],
          ['Can an agent see the node’s balance?', 'No. It is told what it may spend.'],
          ['Can I approve several payments at once?', 'No. Each is looked at by itself, on purpose.'],
        ],
      },
    ],
  },
];
