/** The page: its engine is a file of its own. */
import wasmAddress from 'claimgate/full.wasm?url';

import { keepForOffline } from './keep-for-offline.ts';
import { fetchOwnFile } from './net.ts';
import { start } from './start.ts';

start({ engine: () => fetchOwnFile(wasmAddress), connect: __CONNECT_ORIGINS__, fetchesOwn: true });
keepForOffline();
