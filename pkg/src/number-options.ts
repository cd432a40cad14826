/** Options that are numbers: how long, how many. */
import { isFiniteNumber } from './json.js';
import { configError } from './options.js';

/**
 * The numbers of a group of options, each given or its default.
 *
 * @param where the group, as errors name it
 * @param mayBeZero those for which 0 means something; the others are at least 1
 * @throws ClaimgateError ERR_CONFIG
 */
export function numberOptions<Name extends string>(
  where: string,
  given: { readonly [N in NoInfer<Name>]?: number | undefined },
  defaults: Readonly<Record<Name, number>>,
  mayBeZero: readonly NoInfer<Name>[],
): Readonly<Record<Name, number>> {
  const numbers: Record<Name, number> = { ...defaults };
  for (const name of Object.keys(defaults) as Name[]) {
    const value: unknown = given[name];
    const least = mayBeZero.includes(name) ? 0 : 1;
    if (value === undefined) {
      continue;
    }
    if (!isFiniteNumber(value) || value < least) {
      const option = `${where}.${name}`;
      throw configError(option, `${option} must be a finite number of at least ${least}.`);
    }
    numbers[name] = value;
  }
  return numbers;
}

/** @throws ClaimgateError ERR_CONFIG when what is fresh would be older than what may be used at all */
export function checkFreshness(
  where: string, { freshFor, maxStale }: { readonly freshFor: number; readonly maxStale: number },
): void {
  if (freshFor > maxStale) {
    const option = `${where}.freshFor`;
    throw configError(option, `${option} must not be above ${where}.maxStale.`);
  }
}
