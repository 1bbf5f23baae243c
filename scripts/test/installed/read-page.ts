/** What a reader does at a block of a page: writes it into a file, or types its commands. */
export type Task =
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  /** `transcript`: the file that the block comes from, when the page shows what the commands print. */
  | { readonly kind: 'type'; readonly commands: readonly string[]; readonly transcript: string | undefined };

const fence = /^```(?<language>[a-z]*)$/;
const marker = /^<!-- snippet: (?<path>\S+) -->$/;
const fileName = /`(?<path>(?:[\w-]+\/)*[\w-]+(?:\.[\w-]+)+)`/g;

/**
 * What a page tells its reader to do, in order. The file of a block is the last one that the paragraph above it names, as people
 * read it; the commands of a block are those behind `$ `, or all of a block that shows no output.
 */
export function tasksOf(page: string): readonly Task[] {
  const lines = page.split('\n');
  const tasks: Task[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const language = fence.exec(lines[index] ?? '')?.groups?.['language'];
    if (language === undefined) continue;
    const end = lines.indexOf('```', index + 1);
    tasks.push(...taskOf(language, lines.slice(index + 1, end), lines.slice(0, index)));
    index = end;
  }
  return tasks;
}

function taskOf(language: string, block: readonly string[], above: readonly string[]): readonly Task[] {
  switch (language) {
    case 'console': {
      const commands = block.flatMap((line) => (line.startsWith('$ ') ? line.slice(2) : []));
      const transcript = marker.exec(above.at(-2) ?? '')?.groups?.['path'];
      return [{ kind: 'type', commands, transcript }];
    }
    case 'sh':
      return [{ kind: 'type', commands: [block.join('\n')], transcript: undefined }];
    case 'text':
      return [];
    default:
      return [{ kind: 'write', path: fileNamed(above), text: `${block.join('\n')}\n` }];
  }
}

function fileNamed(above: readonly string[]): string {
  const prose = above.filter((line) => !marker.test(line)).join('\n');
  const paragraph = prose.trimEnd().split('\n\n').at(-1) ?? '';
  const path = [...paragraph.matchAll(fileName)].at(-1)?.groups?.['path'];
  if (path === undefined) throw new Error(`The page does not say which file this is:\n${paragraph}`);
  return path;
}
