/**
 * The one live region: says a new verdict, and what became of a request, to people who do not see them
 * change.
 */
import type { ViewModel } from '../derive/model.ts';
import { byId, onChange } from './dom.ts';
import type { Update } from './view.ts';

export function mountAnnouncer(): Update {
  const update = onChange(announce);
  return (model) => {
    update(messageOf(model));
  };
}

/** Says what no part of the model is about. */
export function announce(message: string): void {
  byId('announcer', HTMLElement).textContent = message;
}

function messageOf({ verdict, token, keys }: ViewModel): string {
  if (keys.request.state === 'failed') {
    return keys.request.problem.cause;
  }
  if (verdict.tone === 'empty') {
    return '';
  }
  // Without the count of time that passes in the reasons: it would be said again with every tick.
  const trimmed = token.trimmed.length === 0 ? '' : ` Removed ${token.trimmed.join(', ')}.`;
  return `${verdict.title}. ${verdict.count ?? ''}. ${verdict.code ?? ''}${trimmed}`;
}
