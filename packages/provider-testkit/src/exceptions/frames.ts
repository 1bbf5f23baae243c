import { relative } from 'node:path';
import { cwd } from 'node:process';
import { fileURLToPath } from 'node:url';

/** One line of a stack with a position in a file. */
export interface Frame {
  readonly called: string;
  readonly file: string;
  /** Line and column. */
  readonly position: string;
  /** Whether it belongs to core or the testkit. */
  readonly kit: boolean;
  /** Whether it belongs to an installed package. */
  readonly installed: boolean;
}

const frameLine =
  /^\s+at (?:(?<called>[^"'`{}()]{1,100}) \()?(?<at>(?:file:\/\/|\/|[A-Za-z]:\\)[^"'`{}]{1,300}?):(?<position>\d+:\d+)\)?$/;

/** Core and the testkit in this repository, and their packages wherever they are installed. */
const kits = [
  /[\\/]@plugboard[\\/](?:core|provider-testkit)[\\/]/,
  /[\\/]packages[\\/](?:core|provider-testkit)[\\/](?:src|dist|bundle)[\\/]/,
];

/** The frames of a stack, the innermost first, without those of Node. */
export function framesOf(stack: string): readonly Frame[] {
  return stack.split('\n').flatMap((line) => {
    const { called = '', at, position = '' } = frameLine.exec(line)?.groups ?? {};
    if (at === undefined) return [];
    const file = at.startsWith('file:') ? pathOf(at) : at;
    const kit = kits.some((one) => one.test(file));
    return [{ called, file, position, kit, installed: /[\\/]node_modules[\\/]/.test(file) }];
  });
}

/** Such as `at parse (src/owl.js:15:20)`. */
export function showFrame({ called, file, position }: Frame): string {
  return `at ${called}${called === '' ? '' : ' '}(${shown(file)}:${position})`;
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}

/** The path, relative if the file is below the working folder. */
function shown(file: string): string {
  const path = relative(cwd(), file);
  return path === '' || path.startsWith('..') ? file : path;
}
