/** The explanation that an address asks for: `#why/sig-wrong-key`. */
import { ERROR_CODES, type ErrorCode } from 'claimgate/slim';

import { codeText } from '../texts/codes.ts';

export interface WhyView {
  readonly slug: string;
  readonly title: string;
  readonly cause: string | undefined;
  readonly fix: string | undefined;
  readonly code: string | undefined;
  readonly reason: string | undefined;
}

/** The name of a refusal in addresses: its reason, or else its code. */
export function slugOf(code: string | undefined, reason: string | undefined): string | undefined {
  const name = reason ?? code?.replace(/^ERR_/, '').toLowerCase();
  return name?.replaceAll(/[._]/g, '-');
}

/** `slug` comes from an address: of what is not known nothing is shown but that. */
export function whyView(slug: string | undefined): WhyView | undefined {
  if (slug === undefined) {
    return undefined;
  }
  for (const code of Object.keys(ERROR_CODES) as readonly ErrorCode[]) {
    if (slugOf(code, undefined) === slug) {
      const { title, advice } = codeText(code, undefined);
      return { slug, title, cause: undefined, fix: advice, code, reason: undefined };
    }
  }
  return {
    slug,
    title: 'This reason is not known',
    cause: undefined,
    fix: undefined,
    code: undefined,
    reason: undefined,
  };
}
