/** What every view is: mounted once on the page's own elements, then updated with each model. */
import type { ViewModel } from '../derive/model.ts';
import type { Store } from '../state.ts';

/** Where the page is, and whom it may talk to. */
export interface Place {
  /** Empty where it may not even fetch from its own origin. */
  readonly origin: string;
  readonly connect: readonly string[];
}

export type Update = (model: ViewModel) => void;
export type Mount = (store: Store, place: Place) => Update;
