/**
 * The places in the code of whatever was thrown, each on a line of its own; empty where there are none to be had. Only they: the
 * message at the top of a stack, and whatever else somebody wrote into it, may quote headers, bodies or secrets.
 */
export function framesOf(thrown: object): string {
  try {
    const stack: unknown = Reflect.get(thrown, 'stack');
    if (typeof stack !== 'string') return '';
    const frames = stack.split('\n').filter((line) => /^ {4}at [^"'`{}]{1,300}:\d+:\d+\)?$/.test(line));
    return frames
      .slice(0, 12)
      .map((frame) => `\n${frame}`)
      .join('');
  } catch {
    return '';
  }
}
