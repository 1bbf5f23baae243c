import { PlugboardError, type ChatMessage, type ToolCall } from '@plugboard/core/provider';
import type { ModelFacts } from '../model-facts.ts';
import { filePart, type Part, type StoredFiles } from './media-parts.ts';
import { modelParts } from './model-parts.ts';
import { isFile, toolResults, type ToolResult } from './tool-results.ts';

/** Everything that one side says before the other one answers. */
export interface Content {
  readonly role: 'user' | 'model';
  readonly parts: readonly Part[];
}

/** A conversation in the form of the service. */
export interface Conversation {
  readonly system: readonly Part[];
  readonly contents: readonly Content[];
}

/**
 * The messages as turns. Consecutive messages of one side become one turn. The results of a turn's calls are a turn of their own. System
 * messages go to the beginning; models that take none get them with the first turn of the user.
 */
export function conversationOf(messages: readonly ChatMessage[], facts: ModelFacts, stored: StoredFiles): Conversation {
  const turns = new Turns(facts, stored);
  for (const [index, message] of messages.entries()) turns.add(message, `messages[${index}]`);
  return turns.end();
}

class Turns {
  readonly #facts: ModelFacts;
  readonly #stored: StoredFiles;
  readonly #system: Part[] = [];
  readonly #contents: { readonly role: Content['role']; readonly isResult: boolean; readonly parts: Part[] }[] = [];
  /** Calls that wait for their results. */
  #calls: readonly ToolCall[] = [];
  #callsAt = '';
  #results: ToolResult[] = [];

  constructor(facts: ModelFacts, stored: StoredFiles) {
    this.#facts = facts;
    this.#stored = stored;
  }

  add(message: ChatMessage, where: string): void {
    if (message.role === 'tool') {
      this.#results.push({ message, where });
      return;
    }
    if (message.role === 'system') {
      this.#system.push(...textsOnly(message, where));
      return;
    }
    this.#answerCalls();
    if (message.role === 'user') {
      this.#push('user', userParts(message, where, this.#stored));
      return;
    }
    refuseFiles(message, where);
    this.#push('model', modelParts(message, where, this.#facts.signedCalls));
    this.#calls = message.tool_calls ?? [];
    this.#callsAt = where;
  }

  end(): Conversation {
    this.#answerCalls();
    if (!this.#facts.system && this.#system.length > 0) {
      const first = this.#contents.find(({ role }) => role === 'user');
      if (first !== undefined) first.parts.unshift(...this.#system);
      else this.#contents.unshift({ role: 'user', isResult: false, parts: [...this.#system] });
    }
    if (this.#contents.length === 0) {
      throw new PlugboardError(
        'input_invalid',
        'The service needs at least one message with content, besides system messages.',
        { param: 'messages' },
      );
    }
    return {
      system: this.#facts.system ? this.#system : [],
      contents: this.#contents.map(({ role, parts }) => ({ role, parts })),
    };
  }

  #answerCalls(): void {
    if (this.#calls.length === 0 && this.#results.length === 0) return;
    const { responses, files } = toolResults(this.#calls, this.#results, this.#callsAt, {
      stored: this.#stored,
      filesInResults: this.#facts.filesInResults,
    });
    this.#push('user', responses, true);
    this.#push('user', files);
    this.#calls = [];
    this.#results = [];
  }

  #push(role: Content['role'], parts: readonly Part[], isResult: boolean = false): void {
    const last = this.#contents.at(-1);
    if (parts.length === 0) return;
    if (last?.role === role && last.isResult === isResult) last.parts.push(...parts);
    else this.#contents.push({ role, isResult, parts: [...parts] });
  }
}

function userParts({ content }: ChatMessage, where: string, stored: StoredFiles): readonly Part[] {
  return content.flatMap((part, index): readonly Part[] => {
    if (isFile(part)) return [filePart(part, `${where}.content[${index}]`, stored)];
    return part.text === '' ? [] : [{ text: part.text }];
  });
}

function textsOnly(message: ChatMessage, where: string): readonly Part[] {
  refuseFiles(message, where);
  return message.content.flatMap((part) => (part.type === 'text' && part.text !== '' ? [{ text: part.text }] : []));
}

function refuseFiles({ content }: ChatMessage, where: string): void {
  const index = content.findIndex(isFile);
  if (index === -1) return;
  const param = `${where}.content[${index}]`;
  throw new PlugboardError(
    'unsupported',
    `The service takes files from user and tool messages only, but ${param} is a file. Put it into a user message.`,
    { param },
  );
}
