// A Ledger transport over an ApduLink. Counts exchanges and keeps the two bytes of reason that `send` drops.
import type { ApduLink } from './device-bus.ts';
import { TransportBase } from './ledger-packages.ts';

export class ApduTransport extends TransportBase {
  readonly #link: ApduLink;
  readonly #onExchange: () => void;
  #reason: number | null = null;
  #instruction = 0;

  constructor(link: ApduLink, onExchange: () => void = () => {}) {
    super();
    this.#link = link;
    this.#onExchange = onExchange;
  }

  /** The reason before the status word of the last answer (`error_codes.h` of the Bitcoin app, since 2.4.0); null without one. */
  get reason(): number | null {
    return this.#reason;
  }

  /** INS of the last command that was not a mere continuation. */
  get instruction(): number {
    return this.#instruction;
  }

  override async exchange(apdu: Buffer): Promise<Buffer> {
    if (apdu[0] !== CONTINUE_CLASS) this.#instruction = apdu[1] ?? 0;
    const answer = Buffer.from(await this.#link.exchange(apdu));
    const status = answer.length >= 2 ? answer.readUInt16BE(answer.length - 2) : 0;
    this.#reason =
      status !== OK && status !== INTERRUPTED && answer.length === 4 ? answer.readUInt16BE(0) : null;
    this.#onExchange();
    return answer;
  }
}

const CONTINUE_CLASS = 0xf8;
const OK = 0x9000;
const INTERRUPTED = 0xe000;
