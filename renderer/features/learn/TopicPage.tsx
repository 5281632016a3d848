// TopicPage: one topic: what it is, where that is from, and what this console does about it.
import { Link } from '@tanstack/react-router';
import { topicOf } from '../../../shared/catalogue/catalogue.ts';
import { GROUPS, SOURCES, type Block, type Screen, type Topic } from '../../../shared/catalogue/topic.ts';
import { PLACES } from '../../app/navigation.ts';
import { usePlaces } from '../../app/use-places.ts';
import { StatusChip } from '../../ui/StatusChip.tsx';

export function TopicPage({ topic }: { readonly topic: Topic }) {
  return (
    <article className="max-w-[46rem]">
      <p className="text-xs text-faint">{GROUPS[topic.group]}</p>
      <h2 className="mt-0.5 text-xl font-semibold tracking-tight">{topic.title}</h2>
      <p className="mt-1 text-base text-muted">{topic.summary}</p>
      <p className="mt-2.5">
        <StatusChip tone={topic.source === 'own' ? 'neutral' : 'info'}>{SOURCES[topic.source]}</StatusChip>
      </p>
      <div className="mt-6 flex flex-col gap-6">
        {topic.blocks.map((block, index) => (
          <Part key={index} block={block} />
        ))}
      </div>
      {topic.here && <Here here={topic.here} />}
      {topic.see && topic.see.length > 0 && (
        <p className="mt-6 text-sm text-muted">
          See also:{' '}
          {topic.see.map((id, index) => (
            <span key={id}>
              {index > 0 && ', '}
              <Link
                to="/learn/$topic"
                params={{ topic: id }}
                className="text-accent underline underline-offset-2"
              >
                {topicOf(id)?.title ?? id}
              </Link>
            </span>
          ))}
          .
        </p>
      )}
    </article>
  );
}

function Part({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case 'text':
      return <p className="text-base leading-relaxed">{block.text}</p>;
    case 'points':
    case 'steps': {
      const items = block.kind === 'points' ? block.points : block.steps;
      const rows = items.map((text) => (
        <li key={text} className="pl-1">
          {text}
        </li>
      ));
      return (
        <div>
          {block.title !== undefined && <h3 className="mb-2 text-sm font-semibold">{block.title}</h3>}
          {block.kind === 'points' ? (
            <ul className="list-disc space-y-1.5 pl-5 text-base leading-relaxed marker:text-faint">{rows}</ul>
          ) : (
            <ol className="list-decimal space-y-1.5 pl-5 text-base leading-relaxed marker:text-faint">
              {rows}
            </ol>
          )}
        </div>
      );
    }
    case 'table':
      return (
        <div>
          <h3 className="mb-2 text-sm font-semibold">{block.title}</h3>
          <div className="overflow-x-auto rounded-lg border border-line">
            <table className="w-full text-left text-sm" aria-label={block.title}>
              <thead>
                <tr className="border-b border-line text-xs text-faint">
                  {block.columns.map((column, index) => (
                    <th key={index} scope="col" className="px-3.5 py-2 font-medium">
                      {column === '' ? <span className="sr-only">What</span> : column}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {block.rows.map((row, index) => (
                  <tr key={index} className="border-b border-line align-top last:border-0">
                    {row.map((cell, column) =>
                      column === 0 ? (
                        <th key={column} scope="row" className="px-3.5 py-2 font-medium">
                          {cell}
                        </th>
                      ) : (
                        <td key={column} className="px-3.5 py-2 text-muted">
                          {cell}
                        </td>
                      ),
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </div>
      );
  }
}

const OTHER: Readonly<Partial<Record<Screen, string>>> = { '/setup': 'Set-up', '/about': 'About' };

const nameOf = (screen: Screen): string =>
  PLACES.find(({ to }) => to === screen)?.label ?? OTHER[screen] ?? screen;

function Here({ here }: { readonly here: NonNullable<Topic['here']> }) {
  const places = usePlaces();
  const screens = here.screens.filter((to) => to in OTHER || places.some((place) => place.to === to));
  return (
    <aside aria-label="In this console" className="mt-7 border-l-2 border-accent pl-4">
      <p className="text-xs font-semibold text-accent">In this console</p>
      <p className="mt-1 text-base leading-relaxed">{here.words}</p>
      {screens.length > 0 && (
        <p className="mt-1.5 flex gap-4 text-sm">
          {screens.map((to) => (
            <Link key={to} to={to} className="text-accent hover:underline">
              {nameOf(to)}
            </Link>
          ))}
        </p>
      )}
    </aside>
  );
}
