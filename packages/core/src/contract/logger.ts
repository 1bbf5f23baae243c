/** Where notes for the operator go; `console` fits. Records never hold secrets, prompts or bodies. */
export interface Logger {
  debug(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
}
