import { fieldOf, isJsonObject, type Question } from '@plugboard/emulator-kit';
import type { Block, MessagesRequest } from '../request/messages-request.ts';

/** A result of a tool that came with the last turn. */
export interface ToolResult {
  readonly name: string;
  readonly text: string;
}

/** The last turn of the user, as far as the answer depends on it. */
export interface Asked extends Question {
  readonly results: readonly ToolResult[];
}

/** Reads only the last turn of the user, because earlier ones have been answered. */
export function questionOf({ turns }: MessagesRequest): Asked {
  const last = turns.findLast(({ role }) => role === 'user');
  const blocks = last?.blocks ?? [];
  const names = new Map(
    turns.flatMap(({ blocks: all }) => all.filter(({ type }) => type === 'tool_use')).map((block) => callOf(block)),
  );
  return {
    text: blocks.flatMap(textOf).join('\n'),
    turns: turns.length,
    files: blocks.flatMap(({ files }) => files),
    remote: blocks.flatMap(({ remote }) => remote),
    prefilled: turns.at(-1)?.role === 'assistant',
    results: blocks
      .filter(({ type }) => type === 'tool_result')
      .map(({ fields }) => ({
        name: names.get(String(fieldOf(fields, 'tool_use_id'))) ?? 'a tool',
        text: textInside(fieldOf(fields, 'content')),
      })),
  };
}

function callOf({ fields }: Block): readonly [id: string, name: string] {
  return [String(fieldOf(fields, 'id')), String(fieldOf(fields, 'name'))];
}

function textOf({ type, fields }: Block): readonly string[] {
  return type === 'text' ? [String(fieldOf(fields, 'text'))] : [];
}

function textInside(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .flatMap((block: unknown) =>
      isJsonObject(block) && fieldOf(block, 'type') === 'text' ? [fieldOf(block, 'text')] : [],
    )
    .map(String)
    .join('\n');
}
