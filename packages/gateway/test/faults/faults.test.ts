import { Agent } from 'node:http';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Client } from '@plugboard/core';
import { openai } from '@plugboard/provider-openai';
import { startScriptedServer, type Step } from '@plugboard/provider-testkit/server';
import { expect, onTestFinished, test } from 'vitest';
import { dataOf, openGateway } from '../open-gateway.ts';
import { askAs, type Habit, type Outcome } from './faulty-clients.ts';
import { seededRandom } from './random.ts';
import { faults, wordsOf, type Fault } from './upstream-faults.ts';

const isWhole = process.env['PLUGBOARD_GATEWAY_FAULTS'] === 'all';
const requests = isWhole ? 10_000 : 600;
const atOnce = 48;

/** A service that is silent is given up after this. */
const patienceMs = 10_000;

const habits: readonly (readonly [Habit, weight: number])[] = [
  ['stays', 12],
  ['leaves after a while', 3],
  ['leaves at the first bytes', 2],
  ['leaves in its own body', 1],
  ['reads slowly', 2],
];

const refused: Fault = { name: 'connection refused', ends: 'failure', weight: 2, steps: () => [] };

interface Plan {
  readonly fault: Fault;
  readonly habit: Habit;
  readonly stream: boolean;
  readonly words: number;
  readonly pauseMs: number;
}

function planWith(random: () => number): Plan {
  const all = [...faults, refused];
  return {
    fault: chosen(
      all.map((fault) => [fault, fault.weight] as const),
      random(),
    ),
    habit: chosen(habits, random()),
    stream: random() < 0.7,
    words: 2 + Math.floor(random() * 30),
    pauseMs: Math.floor(random() * 30),
  };
}

function chosen<Item>(items: readonly (readonly [Item, number])[], part: number): Item {
  let rest = part * items.reduce((sum, [, weight]) => sum + weight, 0);
  const found = items.find(([, weight]) => (rest -= weight) < 0) ?? items.at(-1);
  if (found === undefined) throw new Error('There is nothing to choose from.');
  return found[0];
}

/** What is wrong with an outcome, if anything is. */
function faultOf({ fault, habit, stream, words }: Plan, outcome: Outcome): string | undefined {
  if (outcome.how === 'hung') return 'hangs';
  // Whoever means to leave may have been answered before that.
  if (outcome.how === 'left') return habit === 'stays' || habit === 'reads slowly' ? 'left' : undefined;
  if (outcome.how === 'broken') return `is broken off: ${outcome.message}`;
  const expected = wordsOf(words).join('');
  const isAnswer = stream ? isWholeStream(outcome, expected) : isWholeReply(outcome, expected);
  const isFailure = stream ? isFailedStream(outcome) : isFailedReply(outcome);
  if (isAnswer === isFailure) return `is neither an answer nor a failure: ${outcome.status} ${outcome.text}`;
  const ends = isAnswer ? 'whole' : 'failure';
  return fault.ends === 'either' || fault.ends === ends ? undefined : `ends as ${ends}: ${outcome.text.slice(-300)}`;
}

type Reply = Extract<Outcome, { how: 'reply' }>;

function isWholeStream({ status, text }: Reply, expected: string): boolean {
  const data = dataOf(text);
  if (status !== 200 || data.at(-1) !== '[DONE]') return false;
  const choices = data.slice(0, -1).flatMap((line) => {
    const { choices: found }: { choices: { delta: { content?: string }; finish_reason: string | null }[] } =
      JSON.parse(line);
    return found;
  });
  const said = choices.map((choice) => choice.delta.content ?? '').join('');
  return said === expected && choices.some((choice) => choice.finish_reason === 'stop');
}

function isFailedStream(reply: Reply): boolean {
  if (reply.status !== 200) return isFailedReply(reply);
  return !reply.text.includes('[DONE]') && hasError(dataOf(reply.text).at(-1) ?? '');
}

function isWholeReply({ status, text }: Reply, expected: string): boolean {
  return status === 200 && text.includes(JSON.stringify(expected)) && !hasError(text);
}

function isFailedReply({ status, text }: Reply): boolean {
  return status >= 400 && hasError(text);
}

function hasError(text: string): boolean {
  const value: { error?: { code?: unknown; message?: unknown } } = JSON.parse(text);
  return typeof value.error?.code === 'string' && typeof value.error.message === 'string';
}

async function openFaultyGateway() {
  const upstream = await startScriptedServer();
  const closed = await startScriptedServer();
  await closed.close();
  // The name of the model says what is to go wrong.
  const answer: Step = async (exchange) => {
    const { model, stream }: { model: string; stream?: boolean } = JSON.parse(exchange.request.body.toString());
    const [index = '', words = ''] = model.split('-');
    for (const step of faults[Number(index)]?.steps(wordsOf(Number(words)), stream === true) ?? []) {
      if (exchange.socket.destroyed) return;
      await step(exchange);
    }
  };
  upstream.on({}, answer);
  const providers = [
    openai({ id: 'faulty', baseUrl: `${upstream.origin}/v1`, models: ['*'] }),
    openai({ id: 'refused', baseUrl: `${closed.origin}/v1`, models: ['refused'] }),
  ];
  const timeouts = { headers: patienceMs, firstEvent: patienceMs, idle: patienceMs };
  const client = new Client({ config: false, discover: false, providers, retry: { maxRetries: 1 }, timeouts });
  onTestFinished(async () => {
    await client.close();
    await upstream.close();
  });
  return { client, upstream, ...(await openGateway(client)) };
}

test(`${requests} requests with faults: none hangs, none ends falsely with [DONE], nothing is left open`, async () => {
  const timers = count('Timeout');
  const warnings: string[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning.message);
  process.on('warning', onWarning);
  onTestFinished(() => void process.off('warning', onWarning));
  const { client, upstream, url, gateway, log, faults: internal } = await openFaultyGateway();
  const agent = new Agent({ keepAlive: true });
  const random = seededRandom(20_261_129);
  const wrong: string[] = [];
  let asked = 0;
  const askOn = async (): Promise<void> => {
    while (asked < requests) {
      asked += 1;
      const plan = planWith(random);
      const { fault, habit, stream, words, pauseMs } = plan;
      const name = fault === refused ? 'refused/refused' : `faulty/${faults.indexOf(fault)}-${words}`;
      const body = { model: name, stream, messages: [{ role: 'user', content: 'Hello' }] };
      const outcome = await askAs({ url, agent, body, habit, pauseMs, longestMs: 60_000 });
      const problem = faultOf(plan, outcome);
      if (problem !== undefined) wrong.push(`${fault.name} (${habit}${stream ? ', stream' : ''}) ${problem}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, askOn));
  expect(wrong).toEqual([]);
  agent.destroy();
  const active = async (): Promise<string | undefined> => {
    const metrics = await gateway.fetch(new Request('http://localhost/metrics'));
    return /requests_active\{route="\/v1\/chat\/completions"\} (\d+)/.exec(await metrics.text())?.[1];
  };
  await expect.poll(active).toBe('0');
  // Some leave before the gateway hears of them.
  expect(log.length).toBeGreaterThan(requests / 2);
  // None of these failures is the gateway's own.
  expect(internal).toEqual([]);
  await client.close();
  await expect.poll(() => upstream.open).toBe(0);
  await expect.poll(() => count('TCPSocketWrap')).toBe(0);
  await expect.poll(() => count('Timeout')).toBeLessThanOrEqual(timers);
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`plugboard-gateway-${process.pid}-`))).toEqual([]);
  expect(warnings).toEqual([]);
}, 900_000);

/** What keeps the process busy, by its kind. */
function count(kind: string): number {
  return process.getActiveResourcesInfo().filter((name) => name === kind).length;
}
