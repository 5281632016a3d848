// LearnLink: the way from a thing on a screen to the topic that explains it. Never imports the topics: they are a part of their own.
import { Link } from '@tanstack/react-router';
import { BookOpen } from 'lucide-react';

type LearnLinkProps = {
  /** Id of a topic of the catalogue. */
  readonly topic: string;
  /** For screen readers, where several of these stand on one screen: "limits". */
  readonly about?: string;
};

export function LearnLink({ topic, about }: LearnLinkProps) {
  return (
    <Link
      to="/learn/$topic"
      params={{ topic }}
      className="inline-flex shrink-0 items-center gap-1.5 rounded text-xs text-muted hover:text-ink hover:underline"
    >
      <BookOpen size={13} aria-hidden />
      Learn
      {about !== undefined && <span className="sr-only"> about {about}</span>}
    </Link>
  );
}
