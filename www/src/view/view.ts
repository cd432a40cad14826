/** What every view is: mounted once on the page's own elements, then updated with each model. */
import type { ViewModel } from '../derive/model.ts';
import type { Store } from '../state.ts';

export type Update = (model: ViewModel) => void;
export type Mount = (store: Store) => Update;
