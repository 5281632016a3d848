// Principles: why money in the hands of a program needs other care than money in the hands of a person.
import type { Topic } from './topic.ts';

export const PRINCIPLES: readonly Topic[] = [
  {
    id: 'why-agents',
    title: 'Why agents are different',
    group: 'principles',
    source: 'guide',
    summary: 'Always on, nobody looks before the act, keys within reach, always on the network.',
    blocks: [
      {
        kind: 'points',
        title: 'Four problems every paying agent has',
        points: [
          'It is awake all day and all night, and so is the time in which it can be attacked.',
          'It acts without a person looking first; milliseconds leave no room for suspicion.',
          'Its keys must be within its reach, or it could not sign.',
          'It is always on the network, and can always be talked to.',
        ],
      },
      {
        kind: 'table',
        title: 'A person and an agent under the same attack',
        columns: ['', 'Person', 'Agent'],
        rows: [
          ['When it can be attacked', 'in waking hours', 'at any hour of the year'],
          ['How it is deceived', 'phishing, a pretext', 'text planted in what it reads, a twisted context'],
          ['Time to react', 'seconds to minutes', 'milliseconds'],
          ['Where its keys are', 'device, memory', 'environment variables, files'],
          ['What proves who it is', 'knowledge, body', 'signatures alone'],
          ['Who helps afterwards', 'a bank, perhaps', 'nobody'],
        ],
      },
    ],
    here: {
      words:
        'Agents here have no key to money. They ask; limits they cannot change decide, or a person does.',
      screens: ['/agents', '/approvals'],
    },
    see: ['gate', 'prompt-injection'],
  },
  {
    id: 'irreversible',
    title: 'What cannot be taken back',
    group: 'principles',
    source: 'guide',
    summary: 'A broadcast transaction, a settled Lightning payment and a signed Nostr event stay.',
    blocks: [
      {
        kind: 'table',
        title: 'By protocol',
        columns: ['Act', 'Can it be undone?'],
        rows: [
          ['Bitcoin transaction, broadcast', 'No'],
          ['Lightning force-close', 'In part: the funds come back later, less fees'],
          ['Nostr event, signed and published', 'No'],
        ],
      },
    ],
    here: {
      words: 'The decision page says so before it asks, and offers no “undo” because there is none.',
      screens: ['/approvals'],
    },
  },
  {
    id: 'four-principles',
    title: 'Four principles',
    group: 'principles',
    source: 'guide',
    summary: 'Layered defence, least privilege, fail secure, assume breach.',
    blocks: [
      {
        kind: 'table',
        title: 'And what they ask for',
        columns: ['Principle', 'In practice'],
        rows: [
          [
            'Layered defence',
            'Network, then access, then keys, then what the application itself refuses: one broken layer is not the end.',
          ],
          [
            'Least privilege',
            'A key of its own for each operation, little held hot, the smallest permissions, reading apart from signing.',
          ],
          ['Fail secure', 'Destination, amount and fee are validated; any doubt means no signature.'],
          [
            'Assume breach',
            'Keep the blast radius small, watch for what is unusual, keep an audit log, have a plan.',
          ],
        ],
      },
    ],
    here: {
      words:
        'Any check that cannot be made is a refusal: an exception, a clock that jumped, a log that cannot be written, a node that does not answer.',
      screens: ['/', '/timeline'],
    },
    see: ['gate', 'macaroons', 'freeze'],
  },
];
