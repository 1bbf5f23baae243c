import { fieldOf, type Signatures, type Verdict } from '@plugboard/emulator-kit';
import { invalid } from '../errors.ts';
import { thinks, type Block, type MessagesRequest, type Turn } from './messages-request.ts';

/** The thoughts of a turn with calls that the emulator sent. */
export interface IssuedTurn {
  readonly model: string;
  /** Signatures and redacted data, in order. */
  readonly proofs: readonly string[];
}

/** The rules for thoughts in a history. */
export interface ThoughtRules {
  readonly signatures: Signatures;
  /** By the id of each call. */
  readonly issued: ReadonlyMap<string, IssuedTurn>;
  /** What happens to a thought of another model. */
  readonly foreign: 'refuse' | 'drop';
}

const modified =
  '`thinking` or `redacted_thinking` blocks in the latest assistant message cannot be modified. ' +
  'These blocks must remain as they were in the original response.';
const expected =
  'When `thinking` is enabled, a final `assistant` message must start with a thinking block (preceding the lastmost set ' +
  'of `tool_use` and `tool_result` blocks).';

/** Refuses thoughts that the emulator did not send, and a tool turn that comes back without its thoughts. */
export function checkThoughts(request: MessagesRequest, rules: ThoughtRules): void {
  for (const { blocks } of request.turns) {
    for (const block of blocks) checkThought(block, request.model.id, rules);
  }
  const last = request.turns.findLastIndex(({ role }) => role === 'assistant');
  const turn = request.turns[last];
  const open = request.turns[last + 1]?.blocks.some(({ type }) => type === 'tool_result') === true;
  if (turn !== undefined && open) checkToolTurn(turn, request, rules);
}

function checkThought(block: Block, model: string, { signatures, foreign }: ThoughtRules): void {
  const proof = proofOf(block);
  if (proof === undefined) return;
  const redacted = block.type === 'redacted_thinking';
  const text = redacted ? '' : String(fieldOf(block.fields, 'thinking'));
  const verdict: Verdict = signatures.judge(proof, model, text);
  if (verdict === 'genuine' || (verdict === 'foreign' && foreign === 'drop')) return;
  const field = redacted ? 'data' : 'signature';
  const why = verdict === 'foreign' ? '. The block was made by another model.' : '';
  throw invalid(`${block.path}: Invalid \`${field}\` in \`${block.type}\` block${why}`);
}

function checkToolTurn({ path, blocks }: Turn, request: MessagesRequest, { issued }: ThoughtRules): void {
  const proofs = blocks.flatMap((block) => proofOf(block) ?? []);
  const calls = blocks.filter(({ type }) => type === 'tool_use');
  const turn = calls
    .map(({ fields }) => issued.get(String(fieldOf(fields, 'id'))))
    .find((found) => found !== undefined);
  const ours = turn !== undefined && turn.model === request.model.id && thinks(request);
  if (ours && turn.proofs.join('\n') !== proofs.join('\n')) throw invalid(`${path}.content.0: ${modified}`);
  const [first] = blocks;
  if (request.thinking.type !== 'enabled' || first === undefined || proofOf(first) !== undefined) return;
  throw invalid(
    `${path}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${first.type}\`. ${expected}`,
  );
}

/** The signature or redacted data of a thought; `undefined` for any other block. */
function proofOf({ type, fields }: Block): string | undefined {
  if (type !== 'thinking' && type !== 'redacted_thinking') return undefined;
  return String(fieldOf(fields, type === 'thinking' ? 'signature' : 'data'));
}
