import type { Call, ChatEvent, ChatMessage, ChatRequest, Tool } from '@plugboard/core/provider';
import { PlugboardError } from '@plugboard/core/provider';
import type { Exchange, Fixture } from '../../../src/fixtures/fixture.ts';
import type { UnusualProvider } from '../fault.ts';
import { ndjson } from '../wires/made-fixtures.ts';
import { storkFixtures } from '../wires/stork/fixtures.ts';
import { Stork, stork, type StorkCall, type StorkLine, type StorkState } from '../wires/stork/stork.ts';

const opening = '<call>';
const closing = '</call>';

interface State extends StorkState {
  /** What may still become a call. */
  pending: string;
}

/** The model knows no tools: they are told in the prompt, and its text has the calls between tags. */
class Unusual extends Stork {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const http = this.open(call);
    const state: State = { calls: 0, pending: '' };
    const tools = request.tool_choice === 'none' ? undefined : request.tools;
    for await (const text of this.lines(this.bytes(http, await this.body(request)))) {
      const line = JSON.parse(text) as StorkLine;
      if (line.error !== undefined) throw http.failure('chat', { error: { message: line.error } });
      if (line.message?.thinking) yield { type: 'reasoning-delta', text: line.message.thinking };
      const said = line.message?.content ?? '';
      if (tools === undefined) {
        if (said !== '') yield { type: 'text-delta', text: said };
      } else yield* this.read(said, line.done === true, state);
      if (line.done === true) return yield this.finish(line, state);
    }
  }

  *read(said: string, isLast: boolean, state: State): Iterable<ChatEvent> {
    state.pending += said;
    for (;;) {
      const start = state.pending.indexOf(opening);
      const end = start === -1 ? -1 : state.pending.indexOf(closing, start);
      if (end === -1) break;
      if (start > 0) yield { type: 'text-delta', text: state.pending.slice(0, start) };
      const written = state.pending.slice(start + opening.length, end);
      state.pending = state.pending.slice(end + closing.length);
      yield this.call({ function: JSON.parse(written) as StorkCall['function'] }, state.calls++);
    }
    const kept = isLast ? 0 : heldBack(state.pending);
    const text = state.pending.slice(0, state.pending.length - kept);
    state.pending = state.pending.slice(text.length);
    if (text !== '') yield { type: 'text-delta', text };
  }

  override async body(request: ChatRequest): Promise<object> {
    const { tools, tool_choice = 'auto', messages } = request;
    if (tool_choice !== 'auto' && tool_choice !== 'none') {
      throw new PlugboardError('unsupported', 'The Stork chooses its tools itself; leave tool_choice out.');
    }
    const told = messages.map((message) => inWords(message, messages));
    const rules = tools === undefined || tool_choice === 'none' ? [] : [system(toolsInWords(tools))];
    return await super.body({ ...request, tools: undefined, tool_choice: undefined, messages: [...rules, ...told] });
  }
}

/** How much of the end may be the beginning of a call. */
function heldBack(text: string): number {
  const start = text.indexOf(opening);
  if (start !== -1) return text.length - start;
  for (let length = opening.length - 1; length > 0; length -= 1)
    if (text.endsWith(opening.slice(0, length))) return length;
  return 0;
}

function system(text: string): ChatMessage {
  return { role: 'system', content: [{ type: 'text', text }] };
}

function toolsInWords(tools: readonly unknown[]): string {
  return `To call a tool, write ${opening}{"name":...,"arguments":{...}}${closing}. The tools:\n${JSON.stringify(tools)}`;
}

function callInWords(name: string, args: string): string {
  return `${opening}{"name":${JSON.stringify(name)},"arguments":${args === '' ? '{}' : args}}${closing}`;
}

function resultInWords(name: string, id: string, result: string): string {
  return `<result of="${name}" call="${id}">${result}</result>`;
}

function inWords(message: ChatMessage, messages: readonly ChatMessage[]): ChatMessage {
  const { role, content, tool_calls = [], tool_call_id = '' } = message;
  if (role === 'tool') {
    const text = content.map((part) => ('text' in part ? part.text : '')).join('');
    const files = content.filter((part) => part.type !== 'text');
    const name = messages.flatMap((one) => one.tool_calls ?? []).find(({ id }) => id === tool_call_id)?.function.name;
    return { role: 'user', content: [{ type: 'text', text: resultInWords(name ?? '', tool_call_id, text) }, ...files] };
  }
  const calls = tool_calls.map(({ function: { name, arguments: args } }) => callInWords(name, args)).join('');
  return { role, content: calls === '' ? content : [...content, { type: 'text', text: calls }] };
}

interface WireMessage {
  readonly role: string;
  readonly content?: string;
  readonly tool_calls?: readonly StorkCall[];
  readonly tool_name?: string;
}

function requestInWords(json: object, fixture: Fixture): object {
  const { tools, messages, ...others } = json as {
    readonly tools?: readonly Tool[];
    readonly messages: readonly WireMessage[];
  };
  const ids = fixture.request.messages.map(({ tool_call_id = '' }) => tool_call_id);
  const told = messages.map(({ role, content = '', tool_calls = [], tool_name, ...rest }, index) => {
    if (role === 'tool') return { role: 'user', content: resultInWords(tool_name ?? '', ids[index] ?? '', content) };
    const calls = tool_calls.map(({ function: { name, arguments: args } }) => callInWords(name, JSON.stringify(args)));
    return { role, content: `${content}${calls.join('')}`, ...rest };
  });
  const rules = tools === undefined ? [] : [{ role: 'system', content: toolsInWords(tools) }];
  return { ...others, messages: [...rules, ...told] };
}

function inText(fixture: Fixture): Fixture {
  const files = { ...fixture.files };
  const exchanges = fixture.exchanges.map((exchange): Exchange => {
    const { request, response } = exchange;
    if (exchange.phase !== 'chat') return exchange;
    const asked = { ...request, json: requestInWords(request.json as object, fixture) };
    if (response.file === undefined) return { ...exchange, request: asked };
    const lines = String(files[response.file] ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as StorkLine)
      .map((line) => {
        const { tool_calls = [], ...message } = line.message ?? {};
        const calls = tool_calls.map(({ function: { name, arguments: args } }) =>
          callInWords(name, JSON.stringify(args)),
        );
        return calls.length === 0 ? line : { ...line, message: { ...message, content: calls.join('') } };
      });
    const { text, chunks } = ndjson(...lines);
    files[response.file] = text;
    return { ...exchange, request: asked, response: { ...response, chunks } };
  });
  return { ...fixture, files, exchanges };
}

export const unusual: UnusualProvider = {
  says: 'Tools are told in the prompt, and their calls are read out of the text.',
  source: 'Clients of local models that were not trained for tools.',
  fixtures: storkFixtures.map(inText),
  create: () => stork(Unusual),
};
