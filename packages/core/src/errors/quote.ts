import { serviceText } from './service-text.ts';

/** A name as it may stand in a message: short, with nothing invisible in it. */
export function quote(name: string): string {
  return `"${serviceText(name)}"`;
}
