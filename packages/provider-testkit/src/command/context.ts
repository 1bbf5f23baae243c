/** What a command needs of its surroundings. */
export interface CommandContext {
  /** The working folder. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Prints one line, or several. */
  print(text: string): void;
}
