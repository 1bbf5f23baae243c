import {
  fieldOf,
  fileFromDataUrl,
  isJsonObject,
  Refusal,
  type Question,
  type ReceivedFile,
} from '@plugboard/emulator-kit';
import { invalid } from './exchange.ts';

/** How strictly a `conversation_history` is read. */
export interface HistoryRules {
  readonly strictAlternation: boolean;
  readonly mediaOnFirstTurnOnly: boolean;
  /** The file at an address. Throws a `Refusal` for an address that the surface does not accept. */
  fileAt(url: string): ReceivedFile | undefined;
}

const mediaTypes: readonly unknown[] = ['image', 'video', 'pdf', 'audio'];

/** Reads the history of the web session and of the 2024 API. Throws a 422 that names the field, as the service's framework does. */
export function questionFromHistory(body: unknown, rules: HistoryRules): Question {
  const history = isJsonObject(body) ? fieldOf(body, 'conversation_history') : undefined;
  if (!Array.isArray(history)) throw invalid(['body', 'conversation_history'], 'Field required', 'missing');
  if (history.length === 0) throw invalid(['body', 'conversation_history'], 'The history must not be empty');

  const files: ReceivedFile[] = [];
  const remote: string[] = [];
  let text = '';
  let previous: unknown = 'model';
  for (const [index, turn] of history.entries()) {
    const at = (field: string): readonly (string | number)[] => ['body', 'conversation_history', index, field];
    if (!isJsonObject(turn)) throw invalid(at('type'), 'Input should be an object');
    const type = fieldOf(turn, 'type');
    const said = fieldOf(turn, 'text');
    if (type !== 'human' && type !== 'model') throw invalid(at('type'), "Input should be 'human' or 'model'", 'enum');
    if (typeof said !== 'string') throw invalid(at('text'), 'Input should be a valid string', 'string_type');
    if (rules.strictAlternation && type === previous) {
      throw new Refusal(400, {
        detail: 'Conversation history must alternate between human and model, starting with human',
      });
    }
    previous = type;
    if (type === 'human') text = said;
    const url = fieldOf(turn, 'image_url') ?? fieldOf(turn, 'media_url') ?? undefined;
    if (url === undefined) continue;
    if (typeof url !== 'string') throw invalid(at('image_url'), 'Input should be a valid string', 'string_type');
    const mediaType = fieldOf(turn, 'media_type') ?? 'image';
    if (!mediaTypes.includes(mediaType)) throw invalid(at('media_type'), 'Unknown media type', 'enum');
    if (rules.mediaOnFirstTurnOnly && index > 0) {
      throw new Refusal(400, { detail: 'Only the first turn of the conversation may have media' });
    }
    const file = rules.fileAt(url);
    if (file === undefined) remote.push(url);
    else files.push(file);
  }
  return { text, turns: history.length, files, remote, prefilled: previous === 'model' };
}

/** The file of a `data:` URL. Official surfaces also accept remote addresses, which give `undefined`. */
export function fileAtAnyUrl(url: string): ReceivedFile | undefined {
  const file = fileFromDataUrl(url);
  if (file === undefined && !/^https?:\/\//i.test(url)) throw invalid(['body'], 'Invalid media URL', 'url_parsing');
  return file;
}
