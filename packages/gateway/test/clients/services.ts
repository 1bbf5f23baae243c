import { createHash } from 'node:crypto';
import { anthropicScenarios, startAnthropicEmulator, type AnthropicScenario } from '@plugboard/anthropic-emulator';
import type { ConfiguredProvider } from '@plugboard/core';
import { geminiScenarios, startGeminiEmulator, type GeminiScenario } from '@plugboard/gemini-emulator';
import { anthropic } from '@plugboard/provider-anthropic';
import { google } from '@plugboard/provider-google';
import { openai } from '@plugboard/provider-openai';
import { reka } from '@plugboard/provider-reka';
import { sse, stall, startScriptedServer, status, type Step } from '@plugboard/provider-testkit/server';
import { rekaScenarios, startRekaEmulator, type RekaScenario } from '@plugboard/reka-emulator';
import { onTestFinished } from 'vitest';

/** How a service behaves for the rest of a test. */
export type Mood = 'normal' | 'silent' | 'rate-limited' | 'error-in-stream';

/** Switches for each mood. */
type Moods<Scenario> = Readonly<Record<Mood, Scenario>>;

/** A stand-in for a service, and the provider that talks to it. */
export interface Service {
  readonly provider: ConfiguredProvider;
  readonly model: string;
  readonly set: (mood: Mood) => void;
  /** Connections that are open now. */
  readonly open: () => number | Promise<number>;
}

/** What the gateway is tried with, by name. What a service cannot do is refused, and that is checked, too. */
export const services: Readonly<
  Record<string, { readonly open: () => Promise<Service>; readonly lacks: readonly string[] }>
> = {
  'Reka by saved cookies': {
    lacks: ['a tool', 'an object'],
    async open() {
      const emulator = await startRekaEmulator();
      onTestFinished(() => emulator.close());
      const provider = reka({ baseUrl: emulator.url, cookies: emulator.cookies });
      const moods: Moods<RekaScenario> = {
        normal: {},
        silent: { chat: { stallAfterEvents: 8 } },
        'rate-limited': rekaScenarios['rate-limited'] ?? {},
        'error-in-stream': { chat: { errorAfterEvents: 8 } },
      };
      return {
        provider,
        model: 'reka-core',
        set: setterOf(emulator, moods),
        open: () => emulator.openConnections(),
      };
    },
  },
  Claude: {
    lacks: [],
    async open() {
      const emulator = await startAnthropicEmulator();
      onTestFinished(() => emulator.close());
      const provider = anthropic({ baseUrl: emulator.url, apiKey: emulator.apiKey });
      const moods: Moods<AnthropicScenario> = {
        normal: {},
        silent: { messages: { stallAfterEvents: 8 } },
        'rate-limited': anthropicScenarios['rate-limited'] ?? {},
        'error-in-stream': { messages: { errorAfterEvents: 8 } },
      };
      return {
        provider,
        model: 'claude-opus-4-6',
        set: setterOf(emulator, moods),
        open: () => emulator.openConnections(),
      };
    },
  },
  Gemini: {
    lacks: [],
    async open() {
      const emulator = await startGeminiEmulator();
      onTestFinished(() => emulator.close());
      const provider = google({ baseUrl: emulator.url, apiKey: emulator.apiKey });
      const moods: Moods<GeminiScenario> = {
        normal: {},
        silent: { generate: { stallAfterEvents: 3 } },
        'rate-limited': geminiScenarios['rate-limited'] ?? {},
        'error-in-stream': { generate: { errorAfterEvents: 3 } },
      };
      return {
        provider,
        model: 'gemini-3.8-flash',
        set: setterOf(emulator, moods),
        open: () => emulator.openConnections(),
      };
    },
  },
  'a local server': {
    lacks: [],
    async open() {
      const server = await startScriptedServer();
      onTestFinished(() => server.close());
      let mood: Mood = 'normal';
      const answer: Step = async (exchange) => {
        for (const step of stepsFor(exchange.request.body.toString(), mood)) await step(exchange);
      };
      server.on({}, answer);
      const provider = openai({ id: 'local', baseUrl: `${server.origin}/v1`, models: ['llava'] });
      return { provider, model: 'llava', set: (next) => (mood = next), open: () => server.open };
    },
  },
};

function setterOf<Scenario>(
  emulator: { reset(): void; set(scenario: Scenario): void },
  moods: Moods<Scenario>,
): Service['set'] {
  return (mood) => {
    emulator.reset();
    emulator.set(moods[mood]);
  };
}

const chunk = (delta: object, finish: string | null = null): object => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'llava',
  choices: [{ index: 0, delta, finish_reason: finish }],
});

/** What a server of the kind that people run at home answers: it calls the tool that it is offered, and names a file by its digest. */
function stepsFor(body: string, mood: Mood): readonly Step[] {
  const failure = { error: { message: 'Too much at once.', type: 'rate_limit_error' } };
  if (mood === 'rate-limited') return [status(429, failure, { 'retry-after': '1' })];
  const asked: { stream?: boolean; tools?: object[]; response_format?: object } = JSON.parse(body);
  const call = { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Oslo"}' } };
  const message =
    asked.tools === undefined
      ? { content: textFor(body, asked.response_format) }
      : { content: null, tool_calls: [call] };
  const finish = asked.tools === undefined ? 'stop' : 'tool_calls';
  if (asked.stream !== true) {
    const choices = [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finish }];
    return [status(200, { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'llava', choices })];
  }
  const first = chunk({ role: 'assistant', content: '' });
  if (mood === 'error-in-stream') return [sse([first, chunk({ content: 'You ' }), failure])];
  if (mood === 'silent') return [sse([first, chunk({ content: 'You ' })], { end: false }), stall()];
  const delta = asked.tools === undefined ? message : { tool_calls: [{ index: 0, ...call }] };
  return [sse([first, chunk(delta), chunk({}, finish), 'data: [DONE]\n\n'])];
}

function textFor(body: string, format: object | undefined): string {
  if (format !== undefined) return '{"city":"Oslo"}';
  const image = /base64,([^"]+)"/.exec(body)?.[1];
  if (image === undefined) return `You wrote: ${body}`;
  return `A file, SHA-256 ${createHash('sha256').update(Buffer.from(image, 'base64')).digest('hex')}.`;
}
