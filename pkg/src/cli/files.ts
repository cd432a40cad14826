/** Files of the person who calls. */
import { readFile } from 'node:fs/promises';
import { UsageError } from './outcome.js';

/** @throws UsageError when it cannot be read */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new UsageError(`${file} cannot be read (${why}).`);
  }
}

/** @throws UsageError when it is not JSON */
export async function readJson(file: string): Promise<unknown> {
  const text = await readText(file);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new UsageError(`${file} is not JSON.`);
  }
}
