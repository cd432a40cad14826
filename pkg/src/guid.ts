/** The ids of Microsoft's directories. */

const GUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const WHOLE = new RegExp(`^${GUID}$`, 'i');

/** One inside of a text, in the lower case that issuers have. */
export const GUID_WITHIN = new RegExp(GUID);

/** In either case: people copy them in both. */
export function isGuid(text: string): boolean {
  return WHOLE.test(text);
}
