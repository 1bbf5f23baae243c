import { deltaText } from '../answers.ts';

/** The events of a whole answer on Anthropic's wire. */
export function anthropicEvents(deltas: number): readonly string[] {
  const usage = { input_tokens: 9, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 1 };
  const message = {
    id: 'msg_01XFDUDYJgAACzvnptvVoYEL',
    type: 'message',
    role: 'assistant',
    model: 'claude-opus-5-5',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage,
  };
  const text = Array.from({ length: deltas }, (_, index) =>
    named({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: deltaText(index) } }),
  );
  return [
    named({ type: 'message_start', message }),
    named({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
    named({ type: 'ping' }),
    ...text,
    named({ type: 'content_block_stop', index: 0 }),
    named({
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: 12 },
    }),
    named({ type: 'message_stop' }),
  ];
}

/** The chunks of a whole answer on Gemini's wire: each is a response of its own, with the counts so far. */
export function geminiEvents(deltas: number): readonly string[] {
  const chunk = (text: string, count: number, finish?: object): string => {
    const response = {
      candidates: [{ content: { parts: [{ text }], role: 'model' }, ...finish, index: 0 }],
      usageMetadata: { promptTokenCount: 9, candidatesTokenCount: count, totalTokenCount: 9 + count },
      modelVersion: 'gemini-3.8-flash',
      responseId: 'mAitaLmkHPPlz7IPvtfUqQ4',
    };
    return `data: ${JSON.stringify(response)}\r\n\r\n`;
  };
  const text = Array.from({ length: deltas }, (_, index) => chunk(deltaText(index), index + 1));
  return [...text, chunk('', deltas, { finishReason: 'STOP' })];
}

function named(event: { readonly type: string; readonly [field: string]: unknown }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
