/**
 * XML as far as ReaPack's index uses it: elements, attributes, text and the five entities. Anything else is an error.
 */

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly content: readonly (XmlElement | string)[];
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function unescaped(text: string): string {
  return text.replace(/&(\w*);?/g, (all, name: string) => {
    const character = ENTITIES[name];
    if (character === undefined) throw new Error(`unknown entity "${all}"`);
    return character;
  });
}

/** The root element. @throws Error where the text is not well-formed */
export function parseXml(text: string): XmlElement {
  const tokens = text.replace(/^<\?xml [^?]*\?>\s*/, '').match(/<[^<>]+>|[^<>]+/g) ?? [];
  let at = 0;

  function element(): XmlElement {
    const tag = tokens[at++] ?? '';
    const [, name, words, slash] = /^<([\w-]+)((?:\s+[\w-]+="[^"]*")*)\s*(\/?)>$/.exec(tag) ?? [];
    if (name === undefined) throw new Error(`no element: ${tag}`);
    const attributes = Object.fromEntries(
      [...words!.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key, unescaped(value!)]),
    ) as Record<string, string>;
    const content: (XmlElement | string)[] = [];
    if (slash === '/') return { name, attributes, content };
    while (tokens[at] !== `</${name}>`) {
      const token = tokens[at];
      if (token === undefined || token.startsWith('</')) throw new Error(`<${name}> is not closed`);
      if (token.startsWith('<')) content.push(element());
      else {
        at++;
        if (token.trim() !== '') content.push(unescaped(token));
      }
    }
    at++;
    return { name, attributes, content };
  }

  const root = element();
  if (tokens.slice(at).join('').trim() !== '') throw new Error('more than one root');
  return root;
}
