// CoinControl: which coins pay: the oldest, those that give away least, or by hand. Coins without the depth wanted are shown and cannot be taken.
import type { CoinRow } from '../../../shared/contract/treasury.ts';
import type { CoinChoice } from '../../../shared/domain/treasury.ts';
import { ShortAddress } from '../../ui/Address.tsx';
import { Amount } from '../../ui/Amount.tsx';
import { Button } from '../../ui/Button.tsx';
import { ChoiceCards } from '../../ui/ChoiceCards.tsx';
import { FencedInline } from '../../ui/Fenced.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { coinState } from './treasury-words.ts';

type CoinControlProps = {
  readonly coins: readonly CoinRow[];
  readonly choice: CoinChoice;
  readonly chosen: readonly string[];
  readonly onChoice: (choice: CoinChoice) => void;
  readonly onChosen: (chosen: readonly string[]) => void;
};

export function CoinControl({ coins, choice, chosen, onChoice, onChosen }: CoinControlProps) {
  return (
    <div className="flex flex-col gap-3">
      <ChoiceCards<CoinChoice>
        label="Which coins pay"
        value={choice}
        onValue={onChoice}
        columns={3}
        cards={[
          { value: 'oldest', title: 'Oldest first', text: 'Keeps the number of coins small.' },
          {
            value: 'privacy',
            title: 'One identity',
            text: 'Avoids joining coins of different people in one transaction.',
          },
          { value: 'manual', title: 'By hand', text: 'Exactly those you tick.' },
        ]}
      />
      {choice === 'manual' && <CoinTicks coins={coins} chosen={chosen} onChosen={onChosen} />}
    </div>
  );
}

function CoinTicks({ coins, chosen, onChosen }: Pick<CoinControlProps, 'coins' | 'chosen' | 'onChosen'>) {
  const sorted = coins.toSorted((a, b) => (BigInt(b.valueMsat) > BigInt(a.valueMsat) ? 1 : -1));
  const usable = sorted.filter(({ state }) => state === 'confirmed').map(({ outpoint }) => outpoint);
  const sum = coins
    .filter(({ outpoint }) => chosen.includes(outpoint))
    .reduce((all, { valueMsat }) => all + BigInt(valueMsat), 0n);
  const gone = chosen.filter((outpoint) => !coins.some((coin) => coin.outpoint === outpoint)).length;
  return (
    <div className="rounded-lg border border-line-strong">
      <div className="flex items-center justify-between gap-4 border-b border-line px-3 py-1.5 text-xs text-muted">
        <span role="status">
          {chosen.length} chosen, <Amount msat={sum} round="floor" />
        </span>
        <span className="flex gap-1">
          <Button size="small" variant="quiet" onClick={() => onChosen(usable)}>
            All
          </Button>
          <Button size="small" variant="quiet" onClick={() => onChosen([])}>
            None
          </Button>
        </span>
      </div>
      {gone > 0 && (
        <p className="border-b border-line px-3 py-1.5 text-xs text-warn">
          {gone === 1 ? 'A coin that was chosen is' : `${gone} coins that were chosen are`} no longer there.
        </p>
      )}
      <ul aria-label="Coins" className="max-h-72 overflow-y-auto">
        {sorted.map((coin) => (
          <CoinTick
            key={coin.outpoint}
            coin={coin}
            checked={chosen.includes(coin.outpoint)}
            onChecked={(checked) =>
              onChosen(checked ? [...chosen, coin.outpoint] : chosen.filter((each) => each !== coin.outpoint))
            }
          />
        ))}
      </ul>
    </div>
  );
}

type CoinTickProps = {
  readonly coin: CoinRow;
  readonly checked: boolean;
  readonly onChecked: (checked: boolean) => void;
};

function CoinTick({ coin, checked, onChecked }: CoinTickProps) {
  const off = coin.state !== 'confirmed';
  const [tone, word] = coinState(coin);
  return (
    <li className="border-line not-last:border-b">
      <label
        className={`grid min-h-row grid-cols-[1rem_minmax(0,1fr)_auto_auto] items-center gap-3 px-3 text-sm ${off ? 'text-faint' : 'hover:bg-raised'}`}
      >
        <input
          type="checkbox"
          checked={checked}
          disabled={off && !checked}
          onChange={(event) => onChecked(event.target.checked)}
          className="size-4 accent-(--accent)"
        />
        <span className="truncate">
          {coin.label === '' ? coin.change ? 'Change' : 'No label' : <FencedInline text={coin.label} />}{' '}
          <span className="text-faint">
            <ShortAddress text={coin.address} />
          </span>
        </span>
        <span className="flex gap-1.5">
          {coin.addressReused && <StatusChip tone="warn">reused</StatusChip>}
          {off && <StatusChip tone={tone}>{word}</StatusChip>}
        </span>
        <Amount msat={coin.valueMsat} round="floor" />
      </label>
    </li>
  );
}
