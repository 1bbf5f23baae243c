/** The world that a command runs in. */
export interface CommandContext {
  /** The working folder. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** One line, or several, for people. */
  print(text: string): void;
}
