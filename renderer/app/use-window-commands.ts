// What the window itself can do, wherever the operator is: go somewhere, show a dialog, change how it looks, walk a list.
import { useLocation, useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { Preferences } from '../../shared/contract/app.ts';
import { useAct, useConsole, useRead } from '../bridge/queries.ts';
import { useToast } from '../ui/Toast.tsx';
import type { CommandScope } from './command-scope.ts';
import type { CommandId } from './commands.ts';
import { parentOf, type Place } from './navigation.ts';
import { usePlaces } from './use-places.ts';

type Floats = 'palette' | 'sheet' | 'freeze';

/** Adds the window's commands to `scope`. */
export function useWindowCommands(
  scope: CommandScope,
  float: (what: Floats) => void,
  lock: () => void,
): void {
  const { client } = useConsole();
  const navigate = useNavigate();
  const places = usePlaces();
  const { pathname } = useLocation();
  const preferences = useRead('settings.get', {}).data;
  const set = useAct('settings.set');
  const verify = useAct('timeline.verify');
  const say = useToast();
  const change = (part: Partial<Preferences>): void =>
    set.mutate(part, { onError: (error) => say('danger', 'Not stored', error.message) });
  const go = (to: Place['to']) => (): void => void navigate({ to });
  const back = useWayBack(pathname);

  // Asked at this moment: what was first a moment ago may have been decided, or come second.
  const openFirst = async (): Promise<void> => {
    const answer = await client['approvals.list']({ which: 'waiting', limit: 1 });
    const first = answer.ok ? answer.value.approvals[0] : undefined;
    await (first
      ? navigate({ to: '/approvals/$id', params: { id: first.id } })
      : navigate({ to: '/approvals' }));
  };

  const acts: { readonly [id in CommandId]?: (() => void) | null } = {
    ...Object.fromEntries(places.map(({ to }) => [`go ${to}`, go(to)])),
    'open-waiting': () => void openFirst(),
    'new-agent': () => void navigate({ to: '/agents/new' }),
    'new-account': () => void navigate({ to: '/treasury/new' }),
    palette: () => float('palette'),
    sheet: () => float('sheet'),
    freeze: () => float('freeze'),
    lock,
    'hide-balances': preferences ? () => change({ hideBalances: !preferences.hideBalances }) : null,
    'letter-keys': preferences ? () => change({ letterKeys: !preferences.letterKeys }) : null,
    density: preferences
      ? () => change({ density: preferences.density === 'compact' ? 'comfortable' : 'compact' })
      : null,
    'theme-dark': () => change({ theme: 'dark' }),
    'theme-light': () => change({ theme: 'light' }),
    'theme-system': () => change({ theme: 'system' }),
    verify: () => {
      verify.mutate({}, { onError: (error) => say('danger', 'Not verified', error.message) });
      void navigate({ to: '/timeline' });
    },
    back,
  };
  const newest = useRef(acts);
  useEffect(() => {
    newest.current = acts;
  });
  useEffect(() => {
    const ids: readonly CommandId[] = [
      ...(Object.keys(newest.current) as CommandId[]),
      // Places that are not there yet may come with the kind of fleet.
      'go /practice',
    ];
    const taken = [...new Set(ids)].map((id) =>
      scope.add(id, {
        run: () => newest.current[id]?.(),
        can: () => typeof newest.current[id] === 'function',
      }),
    );
    const rows = (['row-next', 'row-previous'] as const).map((id) =>
      scope.add(id, { run: () => walkList(id), can: () => listOnScreen() !== null }),
    );
    return () => [...taken, ...rows].forEach((takeBack) => takeBack());
  }, [scope]);
}

/** To the list a page belongs to: the way one came, so that it stands as it was left, or else afresh. null on the screens themselves. */
function useWayBack(path: string): (() => void) | null {
  const router = useRouter();
  const navigate = useNavigate();
  const parent = parentOf(path);
  const last = useRef({ path, cameFromList: false });
  useEffect(() => {
    const before = last.current;
    if (before.path === path) return;
    // Walking from one page to the next replaces the step in the history, so what was true of the first stays true.
    const sameKind = parentOf(before.path) !== null && parentOf(before.path) === parent;
    last.current = { path, cameFromList: sameKind ? before.cameFromList : before.path === parent };
  }, [path, parent]);
  if (parent === null) return null;
  return () => {
    if (last.current.cameFromList) router.history.back();
    else void navigate({ to: parent });
  };
}

const listOnScreen = (): HTMLElement | null => document.querySelector('#content [role="grid"]');

/** The list walks itself by j and k once it has the focus; from elsewhere on the screen it is given the focus first. */
function walkList(id: 'row-next' | 'row-previous'): void {
  const list = listOnScreen();
  if (!list || list === document.activeElement) return;
  const before = list.getAttribute('aria-activedescendant');
  list.focus();
  // A list that is entered for the first time stands on its first row already.
  if (before !== null)
    list.dispatchEvent(
      new KeyboardEvent('keydown', { key: id === 'row-next' ? 'j' : 'k', bubbles: true, cancelable: true }),
    );
}
