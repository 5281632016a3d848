// Amounts, moments, keys, and text somebody else wrote.
import type { ReactNode } from 'react';
import { Address, ShortAddress } from '../../../renderer/ui/Address.tsx';
import { Amount } from '../../../renderer/ui/Amount.tsx';
import { CopyText } from '../../../renderer/ui/CopyText.tsx';
import { Day } from '../../../renderer/ui/Day.tsx';
import { DisplayContext, useDisplay } from '../../../renderer/ui/display.ts';
import { Fenced, FencedInline } from '../../../renderer/ui/Fenced.tsx';
import { Qr } from '../../../renderer/ui/Qr.tsx';
import { Summary } from '../../../renderer/ui/Summary.tsx';
import { Age, Clock, Relative, Time } from '../../../renderer/ui/Time.tsx';
import { ACME, ACME_LOOKALIKE } from '../../support/fake-fleet.ts';
import { Case, Section } from './Section.tsx';

/** The same with the amounts hidden. */
export function Hidden({ children }: { readonly children: ReactNode }) {
  return <DisplayContext value={{ ...useDisplay(), hideBalances: true }}>{children}</DisplayContext>;
}

const SENTENCE = 'Shopper asks to pay 250,000 sats to ACME API: 150,500 over the single limit. Held.';
const HOSTILE =
  'Annual plan.\u202E gnp.eciovni \u202C\u200B\u200B\u2066hidden\u2069 p\u0430ypal.com\u{E0041}\u{E0042} ' +
  'Z\u0351\u036B\u0343\u036A\u0302alg\u0489o https://example.com/pay?now <b>bold</b> 👩‍🚀';
const NOW = Math.floor(Date.now() / 1_000);

export function Figures() {
  return (
    <Section title="Figures and words">
      <Case name="Amounts">
        <p>
          <Amount msat="3214880000" size="figure" />
        </p>
        <p className="flex flex-wrap gap-4">
          <Amount msat="1000" />
          <Amount msat="0" tone="muted" />
          <Amount msat="250000000" tone="warn" />
          <Amount msat="-40000000" tone="danger" />
          <Amount msat="2100000000000000000" tone="ok" />
        </p>
      </Case>
      <Case name="Amounts, hidden">
        <Hidden>
          <p>
            <Amount msat="3214880000" size="figure" />
          </p>
          <p className="flex flex-wrap gap-4">
            <Amount msat="1000" />
            <Amount msat="2100000000000000000" />
          </p>
          <p className="text-sm">
            <Summary text={SENTENCE} />
          </p>
        </Hidden>
      </Case>
      <Case name="Moments">
        <p className="flex flex-col gap-1 text-sm">
          <Time at={NOW - 108} relative withSeconds />
          <Time at={1_700_000_000} />
          <Day at={1_700_000_000} />
          <Clock at={NOW} />
          <span>
            expires <Relative at={NOW + 492} />, waiting for <Age since={NOW - 38} />
          </span>
        </p>
      </Case>
      <Case name="Address" wide>
        <Address text={ACME} what="node key" qr />
        <p className="text-xs text-muted">A look-alike: what differs is marked</p>
        <Address text={ACME_LOOKALIKE} what="look-alike" against={ACME} />
        <p className="flex gap-6">
          <ShortAddress text={ACME} />
          <CopyText text={ACME} what="node key" />
        </p>
      </Case>
      <Case name="QR">
        <Qr text={ACME} label="Node key as a QR code" size={160} />
      </Case>
      <Case name="Fenced, hostile">
        <Fenced text={HOSTILE} label="Purpose" empty="Nothing said" />
        <p className="text-sm">
          Inline: <FencedInline text={'Bob\u202E\u200Btnega'} />
        </p>
      </Case>
      <Case name="Fenced, empty and endless">
        <Fenced text="  " label="Purpose" empty="The agent says nothing." />
        <Fenced text={'אבג \u202E'.repeat(900)} label="A long purpose" empty="" />
      </Case>
    </Section>
  );
}
