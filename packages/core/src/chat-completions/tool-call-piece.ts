import { isRecord, type JsonObject } from '../util/is-record.ts';

/** A piece of a tool call as a service sends it; empty texts count as missing. */
export interface ToolCallPiece {
  readonly index: number | undefined;
  readonly id: string | undefined;
  readonly name: string | undefined;
  /** As text, which may be empty. */
  readonly arguments: string | undefined;
  /** What the service wants back with the call, such as a signature. */
  readonly extra: JsonObject | undefined;
}

/** Reads one entry of `tool_calls`. Name and arguments stand in `function`, or in the entry itself. */
export function toolCallPieceFrom(value: JsonObject): ToolCallPiece {
  const called = isRecord(value['function']) ? value['function'] : value;
  const extra = value['extra_content'];
  return {
    index: indexOf(value['index']),
    id: typeof value['id'] === 'number' ? String(value['id']) : textOf(value['id']),
    name: textOf(called['name']),
    arguments: argumentsOf(called['arguments']),
    extra: isRecord(extra) ? extra : undefined,
  };
}

function indexOf(value: unknown): number | undefined {
  const index = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof index === 'number' && Number.isInteger(index) && index >= 0 ? index : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function argumentsOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return isRecord(value) ? JSON.stringify(value) : undefined;
}
