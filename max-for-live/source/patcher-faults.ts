/**
 * What is wrong with a device's patcher: keys that every saved device has, cords that end nowhere, names that are there
 * twice. Liberal otherwise: keys and objects it does not know are fine. `[]` means valid.
 */
import { DEVICE_TYPES, type Device } from './amxd-container.js';

type Keys = Readonly<Record<string, unknown>>;

/** what `project.amxdtype` is in devices whose project was never told, Ableton's own among them */
const ANY_TYPE = 0;
const PATCHER_KEYS = ['fileversion', 'rect', 'boxes', 'lines', 'project'];

interface Ports {
  readonly inlets: number;
  readonly outlets: number;
}

export function patcherFaults({ typeCode, patcher: root }: Device): string[] {
  const patcher = keysOf(keysOf(root)['patcher']);
  const missing = PATCHER_KEYS.filter((key) => patcher[key] === undefined);
  if (missing.length > 0) return missing.map((key) => `the patcher has no "${key}"`);
  const type = keysOf(patcher['project'])['amxdtype'];
  const expected = DEVICE_TYPES.get(typeCode);
  const faults = boxFaults(patcher, 'the patcher');
  if (type !== expected && type !== ANY_TYPE) {
    faults.push(
      `expected project.amxdtype ${String(expected)} or ${ANY_TYPE}, got ${String(type)}`,
    );
  }
  return faults.concat(
    repeated(longNames(patcher)).map((name) => `two parameters named "${name}"`),
  );
}

/** Ids and cords are a patcher's own: subpatchers start again. */
function boxFaults(patcher: Keys, where: string): string[] {
  const boxes = boxesOf(patcher);
  const ports = new Map<unknown, Ports>();
  for (const box of boxes) {
    ports.set(box['id'], { inlets: Number(box['numinlets']), outlets: Number(box['numoutlets']) });
  }
  const faults = repeated(boxes.map(({ id }) => id)).map((id) => `two boxes "${id}" in ${where}`);
  for (const line of listOf(patcher['lines'])) {
    const { source, destination } = keysOf(keysOf(line)['patchline']);
    const [from, outlet] = listOf(source);
    const [to, inlet] = listOf(destination);
    const outlets = ports.get(from)?.outlets ?? 0;
    const inlets = ports.get(to)?.inlets ?? 0;
    if (!(Number(outlet) < outlets) || !(Number(inlet) < inlets)) {
      faults.push(
        `a cord from "${String(from)}" ${String(outlet)} to "${String(to)}" ${String(inlet)} ends nowhere in ${where}`,
      );
    }
  }
  for (const box of boxes) {
    if (box['patcher'] !== undefined) {
      faults.push(...boxFaults(keysOf(box['patcher']), `"${String(box['id'])}"`));
    }
  }
  return faults;
}

function longNames(patcher: Keys): unknown[] {
  return boxesOf(patcher).flatMap((box) => {
    const attributes = keysOf(keysOf(box['saved_attribute_attributes'])['valueof']);
    const own = box['parameter_enable'] === 1 ? [attributes['parameter_longname']] : [];
    return own.concat(longNames(keysOf(box['patcher'])));
  });
}

function repeated(names: readonly unknown[]): string[] {
  const known = names.filter((name) => name !== undefined);
  return [...new Set(known.filter((name, index) => known.indexOf(name) !== index))].map(String);
}

function boxesOf(patcher: Keys): Keys[] {
  return listOf(patcher['boxes']).map((entry) => keysOf(keysOf(entry)['box']));
}

function keysOf(value: unknown): Keys {
  return typeof value === 'object' && value !== null ? (value as Keys) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
