/**
 * Controls for OSC surfaces, made from the routes: a fader or a switch a stem or for what takes one value and no id, a button for what needs nothing but an id, a field for
 * what needs one word or number more. What needs more is for programs, and only in the address list.
 */
import { takesId } from '../../src/control/api/define-route.js';
import { MAX_ID_BYTES, type Field } from '../../src/control/api/field.js';
import { ROUTES } from '../../src/control/api/routes.js';

export interface Control {
  readonly kind: 'fader' | 'switch' | 'button' | 'text' | 'number';
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

/** @param stems of the model that the surface is for, or names of slots that are filled with some later */
export function surfaceControls(stems: readonly string[]): Control[] {
  return ROUTES.flatMap((route) => {
    const rest = takesId(route) ? route.arguments.slice(1) : route.arguments;
    const needed = rest.filter(({ optional }) => optional !== true);
    const about = { address: route.address, description: route.description, stem: undefined };
    const name = route.address.replace('/stemwright/', '');
    if (takesId(route)) {
      if (needed.length > 1) return [];
      const value = needed.length === 0 ? undefined : valueControl(needed[0]!);
      if (needed.length === 1 && value === undefined) return [];
      return [{ ...about, ...(value ?? BUTTON), before: [SURFACE_ID], label: name }].map(tagged);
    }
    const [first, second] = needed;
    if (needed.length === 1) {
      const value = valueControl(first!);
      return value === undefined ? [] : [tagged({ ...about, ...value, before: [], label: name })];
    }
    if (needed.length !== 2 || first?.name !== 'stem') return [];
    const value = valueControl(second!);
    if (value === undefined) return [];
    return stems.map((stem) =>
      tagged({
        ...about,
        ...value,
        stem,
        before: [stem],
        label: `${name.replace('live/', '')} ${stem}`,
      }),
    );
  });
}

type Value = Pick<Control, 'kind' | 'least' | 'most'>;

const BUTTON: Value = { kind: 'button', least: undefined, most: undefined };

function valueControl(field: Field): Value | undefined {
  switch (field.kind) {
    case 'number':
      return { kind: 'fader', least: field.least, most: field.most };
    case 'integer':
      return { kind: 'switch', least: field.least, most: field.most };
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

const VALUE_TAG = { fader: 'f', switch: 'i', number: 'f', text: 's', button: '' } as const;

function tagged(control: Omit<Control, 'tags'>): Control {
  return { ...control, tags: 's'.repeat(control.before.length) + VALUE_TAG[control.kind] };
}
