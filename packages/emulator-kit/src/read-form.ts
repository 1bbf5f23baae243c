import type { Readable } from 'node:stream';
import { Busboy } from '@fastify/busboy';
import type { Exchange } from './exchange.ts';
import { FileProbe, type ReceivedFile } from './received-file.ts';
import type { Refusal } from './refusal.ts';

/** The contents of a multipart body. */
export interface ReceivedForm {
  readonly files: readonly ReceivedPart[];
  readonly fields: ReadonlyMap<string, string>;
}

/** A file of a form. */
export interface ReceivedPart {
  readonly field: string;
  readonly file: ReceivedFile;
}

/** The form that a service takes, and how it refuses others. */
export interface FormRules {
  /** The most bytes of one file. A larger one is refused as soon as that is known. */
  readonly maxBytes: number;
  tooLarge(): Refusal;
  noForm(): Refusal;
  endedEarly(): Refusal;
}

/** Reads a multipart body. Of its files it keeps only what can be proved about them. */
export function readForm(exchange: Exchange, rules: FormRules): Promise<ReceivedForm> {
  const contentType = exchange.header('content-type') ?? '';
  if (!/^multipart\/form-data\s*;/i.test(contentType)) return Promise.reject(rules.noForm());
  return new Promise((resolve, reject) => {
    const parser = new Busboy({ headers: { ...exchange.request.headers, 'content-type': contentType } });
    const files: ReceivedPart[] = [];
    const fields = new Map<string, string>();
    parser.on('file', (field: string, content: Readable, name: string, _encoding: string, type: string) => {
      const probe = new FileProbe();
      content.on('data', (bytes: Buffer) => {
        probe.add(bytes);
        if (probe.size > rules.maxBytes) reject(rules.tooLarge());
      });
      content.on('end', () => files.push({ field, file: probe.result(undefined, name, type) }));
      content.on('error', reject);
    });
    parser.on('field', (name: string, value: string) => fields.set(name, value));
    parser.on('error', () => reject(rules.noForm()));
    parser.on('finish', () => resolve({ files, fields }));
    exchange.request.on('close', () => {
      if (!exchange.request.complete) reject(rules.endedEarly());
    });
    exchange.request.pipe(parser);
  });
}
