/**
 * The page whose own policy forbids every request (`connect-src 'none'`): its engine travels inside this
 * script.
 */
import engineBase64 from 'virtual:engine-base64';

import { start } from './start.ts';

/** A stream of bytes in memory: nothing is requested. */
async function engineBytes(): Promise<ArrayBuffer> {
  const packed = Uint8Array.from(atob(engineBase64), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

start({ engine: engineBytes, connect: [], fetchesOwn: false });
