// The type scale and the colours that carry a meaning.
import { Lamp, StatusChip, type Tone } from '../../../renderer/ui/StatusChip.tsx';
import { Case, Section } from './Section.tsx';

const SCALE = [
  ['text-figure font-semibold tracking-tight', 'Figure 22'],
  ['text-xl font-semibold tracking-tight', 'Title 20'],
  ['text-lg font-semibold', 'Heading 16'],
  ['text-base', 'Lead 14'],
  ['text-sm', 'Text 13'],
  ['text-xs text-muted', 'Small 12'],
  ['text-2xs text-faint', 'Caption 11'],
  ['font-mono text-xs', 'Mono 12: 0O 1lI 8B 5S'],
] as const;

const TONES: readonly Tone[] = ['ok', 'warn', 'danger', 'info', 'neutral'];

export function Tokens() {
  return (
    <Section title="Type, chips, lamps">
      <Case name="Type scale">
        {SCALE.map(([shape, words]) => (
          <p key={words} className={shape}>
            {words}
          </p>
        ))}
      </Case>
      <Case name="Status chips">
        <div className="flex flex-wrap gap-2">
          {TONES.map((tone) => (
            <StatusChip key={tone} tone={tone}>
              {tone}
            </StatusChip>
          ))}
        </div>
      </Case>
      <Case name="Lamps">
        <div className="flex flex-wrap gap-4 text-xs">
          {TONES.map((tone) => (
            <Lamp key={tone} tone={tone}>
              {tone}
            </Lamp>
          ))}
        </div>
      </Case>
    </Section>
  );
}
