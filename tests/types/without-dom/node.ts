/** A project of Node: no types of a browser, and every declaration that it imports is checked. */
import { createVerifier, inspect, verifySignature } from 'claimgate';
import { isClaimgateError } from 'claimgate/errors';
import { expressAuth } from 'claimgate/node';
import { consoleEvents } from 'claimgate/telemetry';
import { cacheApiStore, kvStore, withAuth } from 'claimgate/workers';

export const used = [
  createVerifier,
  inspect,
  verifySignature,
  isClaimgateError,
  expressAuth,
  consoleEvents,
  cacheApiStore,
  kvStore,
  withAuth,
];
