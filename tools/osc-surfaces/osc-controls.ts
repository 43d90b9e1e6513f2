/**
 * Controls for OSC surfaces, made from the routes: a fader or a switch a stem or for what takes one value and no id, a button for
 * what needs nothing but an id, a field for what needs one word or number more, and a press for what a button may ask for without an
 * id. What needs more is for programs, and only in the address list.
 */
import { takesId, type Route } from '../../src/control/api/define-route.js';
import { isSwitch, MAX_ID_BYTES, type Field } from '../../src/control/api/field.js';
import { ROUTES } from '../../src/control/api/routes.js';

export interface Control {
  readonly kind: 'fader' | 'switch' | 'button' | 'text' | 'number' | 'press';
  readonly address: string;
  /** which one it is for, where it is for a stem */
  readonly stem: string | undefined;
  /** arguments before the control's own value */
  readonly before: readonly string[];
  /** of the value; undefined where it has no limits of this kind */
  readonly least: number | undefined;
  readonly most: number | undefined;
  /** OSC type tags of the whole message */
  readonly tags: string;
  readonly label: string;
  readonly description: string;
}

/** The id by which replies to a surface are known. */
export const SURFACE_ID = 'surface';

/** @param stems of the model that the surface is for */
export function surfaceControls(stems: readonly string[]): Control[] {
  return ROUTES.flatMap((route) => {
    if (route.given !== undefined) return stems.flatMap((stem) => ofStem(route, stem));
    return [...ofRoute(route, stems), ...pressOf(route)];
  });
}

type About = Pick<Control, 'address' | 'description' | 'stem'>;

function ofRoute(route: Route, stems: readonly string[]): Control[] {
  const rest = takesId(route) ? route.arguments.slice(1) : route.arguments;
  const needed = rest.filter(({ optional }) => optional !== true);
  const about: About = {
    address: route.address,
    description: route.description,
    stem: undefined,
  };
  const label = labelOf(route);
  if (takesId(route)) {
    if (needed.length > 1) return [];
    const value = needed.length === 0 ? BUTTON : valueControl(needed[0]!);
    return value === undefined ? [] : [tagged({ ...about, ...value, before: [SURFACE_ID], label })];
  }
  const [first, second] = needed;
  if (needed.length === 1) {
    const value = valueControl(first!);
    return value === undefined ? [] : [tagged({ ...about, ...value, before: [], label })];
  }
  if (needed.length !== 2 || first?.name !== 'stem') return [];
  const value = valueControl(second!);
  if (value === undefined) return [];
  return stems.map((stem) =>
    tagged({ ...about, ...value, stem, before: [stem], label: `${label} ${stem}` }),
  );
}

/** Of a route with the stem in its address. */
function ofStem({ given, description }: Route, stem: string): Control[] {
  const route = given!(stem);
  const value = valueControl(route.arguments[0]!);
  const about = { address: route.address, description, stem };
  return value === undefined
    ? []
    : [tagged({ ...about, ...value, before: [], label: labelOf(route) })];
}

function pressOf({ address, button, description }: Route): Control[] {
  if (button === undefined) return [];
  const about = { address, description, stem: undefined, label: labelOf({ address }) };
  return [tagged({ ...about, kind: 'press', least: 0, most: 1, before: [] })];
}

function labelOf({ address }: Pick<Route, 'address'>): string {
  return address.replace('/stemwright/', '');
}

type Value = Pick<Control, 'kind' | 'least' | 'most'>;

const BUTTON: Value = { kind: 'button', least: undefined, most: undefined };

function valueControl(field: Field): Value | undefined {
  switch (field.kind) {
    case 'number':
      return { kind: 'fader', least: field.least, most: field.most };
    case 'integer':
      return isSwitch(field) ? { kind: 'switch', least: field.least, most: field.most } : undefined;
    case 'positive':
      return { kind: 'number', least: 0, most: field.most };
    case 'text':
    case 'id':
      return {
        kind: 'text',
        least: undefined,
        most: field.kind === 'id' ? MAX_ID_BYTES : undefined,
      };
    case 'choice':
    case 'names':
    case 'values':
      return undefined;
  }
}

const VALUE_TAG = {
  fader: 'f',
  switch: 'i',
  press: 'i',
  number: 'f',
  text: 's',
  button: '',
} as const;

function tagged(control: Omit<Control, 'tags'>): Control {
  return { ...control, tags: 's'.repeat(control.before.length) + VALUE_TAG[control.kind] };
}
