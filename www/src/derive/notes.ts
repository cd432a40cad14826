/** The engine's notes, warnings first. */
import type { ExplainedNote } from 'claimgate/full/slim';

export interface NoteView {
  readonly reason: string;
  readonly severity: 'info' | 'warning';
  readonly text: string;
  readonly fix: string | undefined;
}

export function noteViews(notes: readonly ExplainedNote[]): readonly NoteView[] {
  const views = notes.map(({ reason, severity, text, fix }) => ({ reason, severity, text, fix }));
  return [
    ...views.filter(({ severity }) => severity === 'warning'),
    ...views.filter(({ severity }) => severity === 'info'),
  ];
}
