import type { ChatEvent } from '@plugboard/core/provider';
import { needsHttpAnswer } from '../applicability.ts';
import { expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { NotJudged } from '../not-judged.ts';
import { paramsOf, type Outcome } from '../stage/ask.ts';
import { leavesOf, type JsonPath } from '../stage/json-units.ts';
import { bodyOf } from '../stage/request-checks.ts';
import { carriersOf, dataIn, nextTurn, textsOf, wholeMessage } from '../stage/what-returns.ts';

/** The words of the turn that goes back. */
const said = 'Avocet says.';

export const returningOrderCases: readonly SuiteCase[] = [
  {
    id: 'returning/order',
    rule: 'A thought that came before the text of a turn goes back before it, if both are in one list.',
    fix: 'Write the parts of a turn in the order in which they came: thoughts, then text, then calls.',
    after: ['returning/details-back', 'tools/text-beside-calls'],
    applies: needsHttpAnswer,
    async run(subject) {
      let tried = 0;
      for (const { fixture, wanted } of await carriersOf(subject)) {
        await using stage = await subject.open(fixture);
        const first = await subject.ask(stage, fixture);
        const before = beforeWords(first);
        const params = paramsOf(stage, fixture);
        const message = Object(await stage.service.replay.run(() => wholeMessage(stage, params))) as object;
        const messages = nextTurn(params, { ...message, content: said });
        const outcome = await subject.ask(stage, fixture, { messages });
        const body = bodyOf({ body: stage.service.chat?.body, outcome }, 'a turn of thoughts and words');
        const json: unknown = JSON.parse(Buffer.from(body).toString());
        const names = first.toolCalls.map(({ name }) => name);
        const places = wanted.filter(before).flatMap((thought) => standsBehind(json, thought, names));
        tried += places.length;
        expectThat(
          !places.includes(true),
          'A thought that came before the text of a turn is after it in the next request.',
        );
      }
      if (tried === 0) throw new NotJudged('No thought goes back in a list with the words of its turn.');
    },
  },
];

/** Tells the texts that came only before the words. Those that came with the words or after them belong there. */
function beforeWords({ events }: Outcome): (text: string) => boolean {
  const isWord = ({ type }: ChatEvent): boolean => type === 'text-delta' || type === 'tool-call-delta';
  const first = events.findIndex(isWord);
  if (first === -1) return () => false;
  const [early, late] = [events.slice(0, first), events.slice(first)].map((part) => dataIn(part).flatMap(textsOf));
  return (text) => early?.includes(text) === true && late?.includes(text) !== true;
}

/** Whether a thought is behind the words, for each of its places in a list with them. The thought of a call stays with the call. */
function standsBehind(json: unknown, thought: string, calls: readonly string[]): readonly boolean[] {
  const [words] = placesOf(json, said);
  if (words === undefined) return [];
  return placesOf(json, thought).flatMap((place) => {
    const fork = place.findIndex((key, depth) => key !== words[depth]);
    const [one, other] = [place[fork], words[fork]];
    if (typeof one !== 'number' || typeof other !== 'number') return [];
    const part = JSON.stringify(valueAt(json, place.slice(0, fork + 1)));
    return calls.some((name) => part.includes(JSON.stringify(name))) ? [] : [one > other];
  });
}

function placesOf(json: unknown, text: string): readonly JsonPath[] {
  return leavesOf(json).flatMap(([path, value]) => (typeof value === 'string' && value.includes(text) ? [path] : []));
}

function valueAt(json: unknown, path: JsonPath): unknown {
  return path.reduce((value: unknown, key) => Reflect.get(Object(value) as object, key), json);
}
