/** The engine's notes in words. */
import type { Note } from 'claimgate/slim';

export interface NoteView {
  readonly reason: string;
  /** `security`: somebody should mend it. */
  readonly kind: 'info' | 'security';
  readonly message: string;
  readonly claim: string | undefined;
}

const MESSAGES: Readonly<Record<string, string>> = {
  'time.issued_in_future':
    'It was issued in the future, by this device’s clock: one of the two clocks is wrong.',
  'groups.overage': 'There are too many groups for the token: they have to be asked for at Microsoft Graph.',
};

export function noteViews(notes: readonly Note[]): readonly NoteView[] {
  return notes.map(({ reason, claim }) => ({
    reason,
    kind: 'info',
    message: MESSAGES[reason] ?? reason,
    claim,
  }));
}
