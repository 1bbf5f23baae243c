import { answerTo as answer, type Question } from '@plugboard/emulator-kit';

/** An answer that claims nothing that the emulator does not know. */
export function answerTo(question: Question): string {
  return answer('Reka emulator', question);
}
