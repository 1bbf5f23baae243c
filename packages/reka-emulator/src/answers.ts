import { answerTo as answer, type Question } from '@plugboard/emulator-kit';

/** An answer that claims only what the emulator knows. */
export function answerTo(question: Question): string {
  return answer('Reka emulator', question);
}
