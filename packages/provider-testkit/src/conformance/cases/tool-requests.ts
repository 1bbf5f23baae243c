import type { ToolChoice } from '@plugboard/core/provider';
import { both, needsAnswer, needsHttpAnswer, needsTools } from '../applicability.ts';
import { CaseFailure, expectThat, shortened } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { NotJudged } from '../not-judged.ts';
import type { Ask } from '../stage/ask.ts';
import { bodyHolds, holdsValue, partsHolding, textsIn } from '../stage/body-holds.ts';
import { bodyOf, bodyUnlessRefused, expectRefused, refusedFirst, sentBy, type Sent } from '../stage/request-checks.ts';
import {
  sampleCalls,
  sampleChoices,
  sampleConversation,
  sampleTools,
  silentConversation,
} from '../stage/sample-tools.ts';
import type { CaseSubject } from '../subject.ts';

const [weather, clock] = sampleCalls;
const saidBeside = 'I look it up.';

export const toolRequestCases: readonly SuiteCase[] = [
  {
    id: 'tools/arrive',
    rule: 'The tools of a call reach the service unchanged, including their schemas.',
    fix: 'Send name, description and `parameters` of each tool as they are, or take `tools` out of `accepts`.',
    after: ['answering/text'],
    applies: both(needsHttpAnswer, needsTools),
    async run(subject) {
      const body = await bodyOfCall(subject, { tools: sampleTools }, 'tools');
      for (const { function: tool } of sampleTools) {
        expectThat(bodyHolds(body, tool.name), `The tool ${tool.name} is not in the request for the chat.`);
        const { description, parameters } = tool;
        expectThat(
          description === undefined || bodyHolds(body, description),
          `The description of ${tool.name} did not arrive unchanged.`,
        );
        expectThat(
          // For a service without tools, a provider may describe them in text.
          parameters === undefined || holdsValue(body, parameters) || bodyHolds(body, JSON.stringify(parameters)),
          `The schema of ${tool.name} did not arrive unchanged.`,
        );
      }
    },
  },
  {
    id: 'tools/strict',
    rule: '`strict` of a tool reaches a service that has such a setting. If it has none, the call is refused or the caller is warned.',
    fix: 'Send `strict` of each function in the words of the service, or call `call.warn`. It is easily lost if functions are copied field by field.',
    after: ['tools/arrive'],
    applies: both(needsHttpAnswer, needsTools),
    async run(subject) {
      const [tool] = sampleTools;
      const ask = (strict: boolean): Promise<Sent> =>
        sentBy(subject, { tools: [{ type: 'function', function: { ...tool.function, strict } }] });
      const [strict, loose] = [await ask(true), await ask(false)];
      const body = bodyUnlessRefused(strict, 'a tool with `strict: true`');
      const isTold = strict.warnings.some((warning) => !loose.warnings.includes(warning));
      if (body === undefined || isTold || !Buffer.from(body).equals(bodyOf(loose, 'a tool with `strict: false`')))
        return;
      if (!knowsStrict(subject)) {
        throw new NotJudged(
          '`strict` of a function changes nothing in the request, and no fixture has it: the service may not know it.',
        );
      }
      throw new CaseFailure(
        'The request for the chat is the same for a tool with `strict: true` and with `strict: false`.',
      );
    },
  },
  {
    id: 'tools/choice',
    rule: 'Each form of `tool_choice` reaches the service, or the call is refused; no two forms look alike to it.',
    fix: "Send the choice in the service's words; throw `unsupported` for one that it does not have.",
    after: ['tools/arrive'],
    applies: both(needsHttpAnswer, needsTools),
    async run(subject) {
      // Without a choice, the model decides, as with `auto`.
      const free = await bodyOfCall(subject, { tools: sampleTools }, 'tools');
      const seen = new Map<string, ToolChoice>([[Buffer.from(free).toString('latin1'), 'auto']]);
      for (const choice of sampleChoices) {
        const sent = await sentBy(subject, { tools: sampleTools, tool_choice: choice });
        if (refusedFirst(sent)) continue;
        const body = Buffer.from(bodyOf(sent, `\`tool_choice: ${JSON.stringify(choice)}\``)).toString('latin1');
        const twin = seen.get(body);
        expectThat(
          twin === undefined || twin === choice,
          `With ${JSON.stringify(choice)} the same is sent as with ${JSON.stringify(twin)}.`,
        );
        seen.set(body, choice);
      }
    },
  },
  {
    id: 'tools/history',
    rule: 'What the assistant called in an earlier turn reaches the service: names and arguments, each with the other.',
    fix: 'Send `tool_calls` of the messages too, beside their content.',
    after: ['tools/arrive', 'answering/history'],
    applies: both(needsHttpAnswer, needsTools),
    async run(subject) {
      const body = await bodyOfCall(subject, { tools: sampleTools, messages: sampleConversation }, 'an earlier call');
      for (const [{ call, said }, other] of [[weather, clock] as const, [clock, weather] as const]) {
        const parts = partsHolding(body, said, other.said);
        if (parts.length === 0 && textsIn(body).some((text) => text.includes(said) && text.includes(other.said))) {
          throw new NotJudged('The calls of a turn are in one text, which the suite cannot take apart.');
        }
        expectThat(parts.length > 0, 'The arguments of an earlier call are missing in the request for the chat.');
        const given = call.function.arguments;
        expectThat(
          bodyHolds(body, given) || holdsValue(body, JSON.parse(given)),
          `The arguments of an earlier call, ${given}, are neither a text nor an object of the request: ${shortened(parts[0] ?? '')}.`,
        );
        expectThat(
          parts.some((part) => part.includes(call.function.name)),
          'The arguments of an earlier call are not together with the name of its tool.',
        );
      }
      const silent = await bodyOfCall(
        subject,
        { tools: sampleTools, messages: silentConversation },
        'a turn that has a call and no text',
      );
      expectThat(
        bodyHolds(silent, weather.call.function.arguments) ||
          holdsValue(silent, JSON.parse(weather.call.function.arguments)),
        'A turn of the assistant that has calls and no text is missing in the request for the chat.',
      );
    },
  },
  {
    id: 'tools/results',
    rule: 'The result of a tool reaches the service together with the id of its call, in whatever order results come.',
    fix: 'Send `tool_call_id` of a message with its content; do not pair results with calls by their position.',
    after: ['tools/history'],
    applies: both(needsHttpAnswer, needsTools),
    async run(subject) {
      const body = await bodyOfCall(subject, { tools: sampleTools, messages: sampleConversation }, 'an earlier call');
      const usesIds = sampleCalls.some(({ call }) => bodyHolds(body, call.id));
      for (const [{ call, result }, other] of [[weather, clock] as const, [clock, weather] as const]) {
        const parts = partsHolding(body, result, other.result);
        expectThat(parts.length > 0, 'The result of a tool is missing in the request for the chat.');
        // A service without ids assigns a result by the name of its tool.
        const mark = usesIds ? call.id : call.function.name;
        expectThat(
          parts.some((part) => part.includes(mark)),
          'A result does not say which call it answers.',
        );
      }
    },
  },
  {
    id: 'tools/text-beside-calls',
    rule: 'Text that the assistant wrote next to its calls reaches the service.',
    fix: 'Send `content` of a message as well as its `tool_calls`.',
    after: ['tools/history'],
    applies: both(needsHttpAnswer, needsTools),
    async run(subject) {
      const body = await bodyOfCall(subject, { tools: sampleTools, messages: sampleConversation }, 'an earlier call');
      expectThat(
        bodyHolds(body, saidBeside),
        `The words beside two earlier calls, ${JSON.stringify(saidBeside)}, are missing in the request for the chat.`,
      );
    },
  },
  {
    id: 'tools/result-parts',
    rule: 'All text parts of a tool result reach the service as text.',
    fix: 'Send the parts of `content` one by one, or join their texts. Do not send the list as JSON.',
    after: ['tools/results'],
    applies: both(needsHttpAnswer, needsTools),
    async run(subject) {
      const parts = ['Kiwi-first.', 'Kea-second.'];
      const content = parts.map((text) => ({ type: 'text' as const, text }));
      const messages = sampleConversation.map((message) =>
        message.role === 'tool' && message.tool_call_id === weather.call.id ? { ...message, content } : message,
      );
      const sent = await sentBy(subject, { tools: sampleTools, messages });
      if (refusedFirst(sent)) return;
      const body = bodyOf(sent, 'a result of two texts');
      for (const part of parts) {
        expectThat(
          bodyHolds(body, part),
          `Of a result with two texts, ${JSON.stringify(part)} is missing in the request for the chat.`,
        );
      }
      const asJson = textsIn(body).find((text) => text.includes('"type"') && text.includes(parts[0] ?? ''));
      expectThat(
        asJson === undefined,
        `A result with two texts was sent as a text of JSON: ${shortened(asJson ?? '')}.`,
      );
    },
  },
  {
    id: 'tools/empty-arguments',
    rule: 'A call with empty arguments in the history is sent without arguments.',
    fix: 'Treat empty text as `{}` before you parse it. Models write either.',
    after: ['tools/history'],
    applies: both(needsHttpAnswer, needsTools),
    async run(subject) {
      for (const text of ['', '{}']) {
        const call = { ...clock.call, function: { ...clock.call.function, arguments: text } };
        const sent = await sentBy(subject, {
          tools: sampleTools,
          messages: [
            { role: 'user', content: 'How late?' },
            { role: 'assistant', content: '', tool_calls: [call] },
            { role: 'tool', tool_call_id: call.id, content: clock.result },
          ],
        });
        const body = bodyOf(sent, `an earlier call whose arguments are ${JSON.stringify(text)}`);
        expectThat(
          bodyHolds(body, call.function.name) && bodyHolds(body, clock.result),
          `An earlier call whose arguments are ${JSON.stringify(text)} is missing in the request for the chat, or its result is.`,
        );
      }
    },
  },
  {
    id: 'tools/not-declared',
    rule: 'Without `tools` in `accepts`, tools, calls and results are refused before anything is sent; the provider sees none.',
    fix: 'Let `accepts.tools` be a plain value that never changes.',
    after: ['answering/text'],
    applies: (subject) => {
      const answer = needsAnswer(subject);
      return answer === true ? subject.accepts.tools !== true || '`accepts` has `tools`.' : answer;
    },
    async run(subject) {
      await expectRefused(subject, { tools: sampleTools }, 'tools');
      await expectRefused(subject, { tools: sampleTools, tool_choice: 'required' }, 'tool_choice');
      await expectRefused(subject, { messages: sampleConversation }, 'messages with calls and their results');
    },
  },
];

/** Whether a request of a fixture has such a setting. */
function knowsStrict({ fixtures }: CaseSubject): boolean {
  const sent = fixtures.flatMap(({ exchanges }) => exchanges.map(({ request }) => JSON.stringify(request.json ?? {})));
  return sent.some((json) => /"strict":true/.test(json));
}

async function bodyOfCall(subject: CaseSubject, ask: Ask, what: string): Promise<Uint8Array> {
  return bodyOf(await sentBy(subject, ask), what);
}
