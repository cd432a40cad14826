/** The explanation that an address asks for: `#why/sig-wrong-key`. */
import type { ReasonText } from 'claimgate/full/slim';

export interface WhyView {
  readonly slug: string;
  readonly cause: string;
  readonly fix: string | undefined;
  readonly reason: string | undefined;
}

/** The name of an explanation in addresses. */
export function slugOf(reason: string, variant?: string): string {
  return [reason, variant]
    .filter((part) => part !== undefined)
    .join('-')
    .replaceAll(/[._/]/g, '-');
}

/** `slug` comes from an address: of what is not known nothing is shown but that. */
export function whyView(
  slug: string | undefined,
  texts: readonly ReasonText[] | undefined,
): WhyView | undefined {
  if (slug === undefined || texts === undefined) {
    return undefined;
  }
  const found = texts.find(({ reason, variant }) => slugOf(reason, variant) === slug);
  return found === undefined
    ? { slug, cause: 'This reason is not known.', fix: undefined, reason: undefined }
    : {
        slug,
        cause: general(found.cause),
        fix: found.fix === undefined ? undefined : general(found.fix),
        reason: found.reason,
      };
}

/** The text without the values of a token, which only a report fills in. */
function general(text: string): string {
  return text.replaceAll(/\{[a-z_]+\}/g, (name) => (name === '{tenantid}' ? name : '…'));
}
