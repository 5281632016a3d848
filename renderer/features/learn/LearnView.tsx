// Learn: the guide's content and what this console does about it, searchable, each topic with an address of its own.
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { TOPICS, topicOf } from '../../../shared/catalogue/catalogue.ts';
import { GROUPS, type GroupId, type Topic } from '../../../shared/catalogue/topic.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Page } from '../../ui/Panel.tsx';
import { searchTopics, type Found } from './learn-search.ts';
import { TopicPage } from './TopicPage.tsx';

const FIRST = TOPICS[0]?.id ?? '';

export function LearnView() {
  const { topic: id } = useParams({ strict: false });
  const [typed, setTyped] = useState('');
  const found = searchTopics(TOPICS, useDeferredValue(typed));
  const navigate = useNavigate();
  const topic = topicOf(id ?? FIRST);
  const open = (to: string): void => void navigate({ to: '/learn/$topic', params: { topic: to } });
  const content = useRef<HTMLDivElement>(null);
  // Newer browsers answer scrollTo with a promise, which an effect must not give back.
  useEffect(() => {
    content.current?.scrollTo(0, 0);
  }, [id]);
  return (
    <Page title="Learn" hideTitle fill>
      <div className="grid h-full min-h-0 grid-cols-[17rem_minmax(0,1fr)] gap-3">
        <div className="flex min-h-0 flex-col rounded-panel border border-line bg-panel">
          <label className="relative block border-b border-line p-2.5">
            <span className="sr-only">Search the topics</span>
            <Search size={14} className="absolute top-1/2 left-5 -translate-y-1/2 text-faint" aria-hidden />
            <input
              type="search"
              value={typed}
              placeholder="Search"
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setTyped(event.target.value)}
              onKeyDown={(event) => {
                // By what stands there now: the list may be one letter behind.
                const [first] = searchTopics(TOPICS, event.currentTarget.value);
                if (event.key === 'Enter' && !event.nativeEvent.isComposing && typed.trim() !== '' && first) {
                  event.preventDefault();
                  open(first.topic.id);
                } else if (event.key === 'Escape' && typed !== '') {
                  event.stopPropagation();
                  setTyped('');
                }
              }}
              className="h-8 w-full rounded-lg border border-line-strong bg-bg pr-2.5 pl-8 text-sm placeholder:text-faint focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0"
            />
          </label>
          <p role="status" className="sr-only">
            {typed.trim() === '' ? '' : `${found.length} ${found.length === 1 ? 'topic' : 'topics'}`}
          </p>
          <nav aria-label="Topics" className="min-h-0 flex-1 overflow-y-auto p-2">
            {found.length === 0 ? (
              <EmptyState
                title="Nothing found"
                why={`No topic has “${typed.trim().slice(0, 60)}” in it. Try another word.`}
              />
            ) : typed.trim() === '' ? (
              <Groups current={topic} />
            ) : (
              <ul>
                {found.map((entry) => (
                  <Entry key={entry.topic.id} found={entry} current={topic} />
                ))}
              </ul>
            )}
          </nav>
        </div>
        <div
          ref={content}
          className="min-h-0 overflow-y-auto rounded-panel border border-line bg-panel px-8 py-6"
          tabIndex={0}
          role="region"
          aria-label={topic?.title ?? 'Topic'}
        >
          {topic ? (
            <TopicPage topic={topic} />
          ) : (
            <EmptyState
              title="There is no such topic"
              why="The address names a topic that is not, or no longer, in the catalogue."
              action={
                <Link to="/learn" className="text-accent hover:underline">
                  All topics
                </Link>
              }
            />
          )}
        </div>
      </div>
    </Page>
  );
}

function Groups({ current }: { readonly current: Topic | undefined }) {
  return (Object.keys(GROUPS) as GroupId[]).map((group) => (
    <section key={group} aria-labelledby={`group-${group}`} className="mb-3">
      <h2 id={`group-${group}`} className="px-2.5 py-1 text-2xs font-semibold text-faint">
        {GROUPS[group]}
      </h2>
      <ul>
        {TOPICS.filter((topic) => topic.group === group).map((topic) => (
          <Entry key={topic.id} found={{ topic, snippet: null }} current={current} />
        ))}
      </ul>
    </section>
  ));
}

function Entry({ found, current }: { readonly found: Found; readonly current: Topic | undefined }) {
  const { topic, snippet } = found;
  const here = topic.id === current?.id;
  return (
    <li>
      <Link
        to="/learn/$topic"
        params={{ topic: topic.id }}
        aria-current={here ? 'page' : undefined}
        className={`block rounded-lg px-2.5 py-1.5 text-sm ${here ? 'bg-selected text-ink' : 'text-muted hover:bg-selected/60 hover:text-ink'}`}
      >
        {topic.title}
        {snippet !== null && <span className="line-clamp-2 text-xs text-faint">{snippet}</span>}
      </Link>
    </li>
  );
}
