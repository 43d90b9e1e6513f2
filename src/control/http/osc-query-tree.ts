/**
 * The OSCQuery tree: every address that the daemon understands as OSCQuery describes it (https://github.com/Vidvox/OSCQueryProposal),
 * made from the routes. A route with a stem in its address is there once a stem, with where its control stands.
 *
 *   TYPE    OSC type tags of the arguments that must be there; T for a switch       RANGE   of each of these, null where there is none
 *   ACCESS  0 a container, 2 can be sent, 3 has a VALUE, too                        VALUE   one a type tag
 *
 * Options, and arguments that may be left out, are not in a type: they are in the page of the routes.
 */
import type { StemLevel } from '../../live/session/stem-levels.js';
import type { Route } from '../api/define-route.js';
import { isSwitch, type Field } from '../api/field.js';
import { ROUTES } from '../api/routes.js';
import { STEM_CONTROLS, stemControlAddress, stemControlValues } from '../api/stem-controls.js';

export interface OscQueryNode {
  readonly FULL_PATH: string;
  ACCESS: (typeof ACCESS)[keyof typeof ACCESS];
  DESCRIPTION?: string;
  TYPE?: string;
  RANGE?: readonly (OscQueryRange | null)[];
  VALUE?: readonly (number | boolean)[];
  CONTENTS?: Record<string, OscQueryNode>;
}

export interface OscQueryRange {
  readonly MIN?: number;
  readonly MAX?: number;
  readonly VALS?: readonly string[];
}

const ACCESS = { none: 0, write: 2, readWrite: 3 } as const;

/** What a node can be asked for alone. */
export const OSC_QUERY_ATTRIBUTES = [
  'FULL_PATH',
  'CONTENTS',
  'TYPE',
  'ACCESS',
  'RANGE',
  'DESCRIPTION',
  'VALUE',
] as const;

/**
 * @param levels of the stems that there are
 * @param tellsValues whether it says where controls stand
 */
export function oscQueryTree(
  levels: Readonly<Record<string, StemLevel>>,
  tellsValues: boolean,
): OscQueryNode {
  const root: OscQueryNode = { FULL_PATH: '/', ACCESS: ACCESS.none };
  for (const route of ROUTES) {
    const { given } = route;
    if (given === undefined) addMethod(root, route);
    else for (const stem of Object.keys(levels)) addMethod(root, given(stem));
  }
  if (tellsValues) addValues(root, levels);
  return root;
}

/** @param path as in an address: /stemwright/live/bass, with or without a slash at its end */
export function nodeAt(root: OscQueryNode, path: string): OscQueryNode | undefined {
  let node: OscQueryNode | undefined = root;
  for (const name of namesIn(path)) {
    const contents: Record<string, OscQueryNode> = node.CONTENTS ?? {};
    node = Object.hasOwn(contents, name) ? contents[name] : undefined;
    if (node === undefined) return undefined;
  }
  return node;
}

function addMethod(root: OscQueryNode, { address, arguments: fields, description }: Route): void {
  const node = madeAt(root, address);
  const needed = fields.filter(({ optional }) => optional !== true);
  const ranges = needed.map(rangeOf);
  node.ACCESS = ACCESS.write;
  node.DESCRIPTION = description;
  node.TYPE = needed.map(typeOf).join('');
  if (ranges.some((range) => range !== null)) node.RANGE = ranges;
}

function addValues(root: OscQueryNode, levels: Readonly<Record<string, StemLevel>>): void {
  for (const [stem, level] of Object.entries(levels)) {
    const values = stemControlValues(level);
    for (const control of STEM_CONTROLS) {
      const node = madeAt(root, stemControlAddress(stem, control));
      node.ACCESS = ACCESS.readWrite;
      node.VALUE = [values[control]];
    }
  }
}

/** The node of a path, with the containers on the way to it. */
function madeAt(root: OscQueryNode, address: string): OscQueryNode {
  let node = root;
  for (const name of namesIn(address)) {
    // a stem may be called "constructor"
    node.CONTENTS ??= Object.create(null) as Record<string, OscQueryNode>;
    const parent = node.FULL_PATH === '/' ? '' : node.FULL_PATH;
    node = node.CONTENTS[name] ??= { FULL_PATH: `${parent}/${name}`, ACCESS: ACCESS.none };
  }
  return node;
}

function namesIn(path: string): string[] {
  return path.split('/').filter((name) => name !== '');
}

function typeOf(field: Field): string {
  switch (field.kind) {
    case 'id':
    case 'text':
    case 'choice':
    case 'names':
      return 's';
    case 'integer':
      return isSwitch(field) ? 'T' : 'i';
    case 'positive':
    case 'number':
      return 'f';
    case 'values':
      return '';
  }
}

function rangeOf(field: Field): OscQueryRange | null {
  switch (field.kind) {
    case 'integer':
      return isSwitch(field) ? null : { MIN: field.least, MAX: field.most };
    case 'number':
      return { MIN: field.least, MAX: field.most };
    case 'positive':
      return { MIN: 0, MAX: field.most };
    case 'choice':
      return { VALS: field.choices };
    case 'id':
    case 'text':
    case 'names':
    case 'values':
      return null;
  }
}
