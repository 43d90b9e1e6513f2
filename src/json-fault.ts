/**
 * JSON fault: where a text that people wrote stops being JSON, as an editor counts it, and what should stand there.
 *
 *   {"seed": 4,        line 2, column 1: expected a name in double quotes, got "}"
 *   }
 *
 * It walks the grammar with a stack of its own, so nesting costs memory and no depth of calls. What the values are is no matter.
 */
export interface JsonFault {
  /** from 1 */
  readonly line: number;
  /** in characters, from 1 */
  readonly column: number;
  readonly expected: string;
  /** the character there, or that the text ends */
  readonly got: string;
}

/** What may come next. */
type Expecting = 'value' | 'value or ]' | 'name' | 'name or }' | ':' | ', or ]' | ', or }' | 'end';

interface Fault {
  readonly expected: string;
}

const EXPECTED: Readonly<Record<Expecting, string>> = {
  value: 'a value',
  'value or ]': 'a value or "]"',
  name: 'a name in double quotes',
  'name or }': 'a name in double quotes or "}"',
  ':': '":"',
  ', or ]': '"," or "]"',
  ', or }': '"," or "}"',
  end: 'nothing more',
};

const SPACE = /[ \t\n\r]*/y;
const WORD = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const LAST_CONTROL = 0x1f;

/** @returns undefined for what is JSON */
export function jsonFault(text: string): JsonFault | undefined {
  const walk = new Walk(text);
  const expected = walk.toFault();
  return expected === undefined ? undefined : faultAt(text, walk.at, expected);
}

class Walk {
  at = 0;
  readonly #text: string;
  /** what closes the lists and objects around this place, the innermost last */
  readonly #open: ('}' | ']')[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** Goes as far as it is JSON. @returns what should be at `at` then, or undefined where all of it is */
  toFault(): string | undefined {
    let expecting: Expecting = 'value';
    for (;;) {
      this.#take(SPACE);
      const character = this.#text[this.at];
      if (expecting === 'end') return character === undefined ? undefined : EXPECTED.end;
      const next = this.#step(expecting, character);
      if (typeof next !== 'string') return next.expected;
      expecting = next;
    }
  }

  #step(expecting: Exclude<Expecting, 'end'>, character: string | undefined): Expecting | Fault {
    if (character !== undefined && expecting.endsWith(` or ${character}`)) return this.#close();
    switch (expecting) {
      case 'name':
      case 'name or }':
        if (character !== '"') break;
        return this.#string() ?? ':';
      case ':':
        if (character !== ':') break;
        this.at++;
        return 'value';
      case ', or ]':
      case ', or }':
        if (character !== ',') break;
        this.at++;
        return expecting === ', or ]' ? 'value' : 'name';
      case 'value':
      case 'value or ]':
        return this.#value(character) ?? { expected: EXPECTED[expecting] };
    }
    return { expected: EXPECTED[expecting] };
  }

  /** @returns undefined where none begins */
  #value(character: string | undefined): Expecting | Fault | undefined {
    if (character === '{' || character === '[') {
      this.at++;
      this.#open.push(character === '{' ? '}' : ']');
      return character === '{' ? 'name or }' : 'value or ]';
    }
    if (character === '"') return this.#string() ?? this.#afterValue();
    return this.#take(WORD) ? this.#afterValue() : undefined;
  }

  #close(): Expecting {
    this.at++;
    this.#open.pop();
    return this.#afterValue();
  }

  #afterValue(): Expecting {
    const closing = this.#open.at(-1);
    return closing === undefined ? 'end' : `, or ${closing}`;
  }

  /** @returns what is wrong with it, or undefined where it is whole */
  #string(): Fault | undefined {
    this.at++;
    for (;;) {
      const character = this.#text[this.at];
      if (character === '"') {
        this.at++;
        return undefined;
      }
      if (character === undefined || character.charCodeAt(0) <= LAST_CONTROL) {
        return { expected: 'the double quotes that end this text' };
      }
      if (character !== '\\') this.at++;
      else if (!this.#take(ESCAPE)) return { expected: String.raw`an escape such as \\ or \n` };
    }
  }

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const [found = ''] = pattern.exec(this.#text) ?? [];
    this.at += found.length;
    return found !== '';
  }
}

function faultAt(text: string, at: number, expected: string): JsonFault {
  const lines = text.slice(0, at).split(/\r\n|\r|\n/);
  const point = text.codePointAt(at);
  return {
    line: lines.length,
    column: Array.from(lines.at(-1)!).length + 1,
    expected,
    got: point === undefined ? 'the end of the file' : JSON.stringify(String.fromCodePoint(point)),
  };
}
