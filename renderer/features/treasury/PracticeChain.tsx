// PracticeChain: in practice, where an outside payer and the miners are missing: coins from the faucet to the address shown, and blocks on top.
import { useAct, useRead } from '../../bridge/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useToast } from '../../ui/Toast.tsx';

const GIFT_MSAT = '5000000000';
/** As deep as a payment of any size below the guide's bound must be. */
const BLOCKS = 6;

/** Nothing where the money is real. */
export function PracticeChain({ address }: { readonly address: string }) {
  const fleet = useRead('app.status', {}).data?.fleet;
  const give = useAct('practice.giveCoins');
  const mine = useAct('practice.mine');
  const say = useToast();
  if (fleet !== 'practice') return null;
  const failed = (error: Error): void => say('danger', 'The pretend chain was not asked', error.message);
  return (
    <Panel title="Pretend chain">
      <p className="text-sm text-muted">
        In practice nobody pays you by themselves. Ask the faucet for pretend coins to this address, then mine
        the blocks that make them count.
      </p>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button
          busy={give.isPending}
          onClick={() =>
            give.mutate(
              { address, valueMsat: GIFT_MSAT },
              {
                onSuccess: () =>
                  say(
                    'ok',
                    'The faucet was asked for 5,000,000 sats',
                    'They show as pending within seconds.',
                  ),
                onError: failed,
              },
            )
          }
        >
          Ask for 5,000,000 sats
        </Button>
        <Button
          busy={mine.isPending}
          onClick={() =>
            mine.mutate(
              { blocks: BLOCKS },
              { onSuccess: () => say('ok', `${BLOCKS} blocks are being mined`), onError: failed },
            )
          }
        >
          Mine {BLOCKS} blocks
        </Button>
      </div>
    </Panel>
  );
}
