/**
 * LogPort: what the engine needs of a log. pino's logger is one; tests pass their own.
 */
export type LogLine = (fields: object, message: string) => void;

export interface LogPort {
  readonly debug: LogLine;
  readonly info: LogLine;
  readonly warn: LogLine;
  readonly error: LogLine;
}

/** A line that was logged, without its fields. */
export interface LoggedLine {
  /** milliseconds since 1970 */
  readonly atMs: number;
  readonly level: keyof LogPort;
  readonly message: string;
}
