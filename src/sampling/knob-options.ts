/**
 * Knob options: knobs as the options of a command or a request, as data. A command line and a protocol make their own of them.
 */
import { z } from 'zod';

import { MODEL_TASKS, type ModelTask } from '../model/model-task.js';
import { KNOBS, type Knob, type KnobName, type Knobs, type KnobValue } from './knobs.js';

interface ChoiceOption<Name extends string, Value extends string> {
  readonly kind: 'choice';
  readonly name: Name;
  readonly choices: readonly Value[];
  readonly description: string;
}

interface IntegerOption<Name extends string> {
  readonly kind: 'integer';
  readonly name: Name;
  readonly least: number;
  readonly most: number;
  readonly description: string;
}

type KnobOption = ChoiceOption<string, string> | IntegerOption<string>;

/** Of a union of knobs, the option of each, with its own name and values. */
type OptionOf<Name extends KnobName, Values extends 'schema' | 'live' = 'schema'> = {
  [Each in Name]: ValueOf<Each, Values> extends infer Value
    ? [Value] extends [string]
      ? ChoiceOption<Knobs[Each]['option'], Value>
      : IntegerOption<Knobs[Each]['option']>
    : never;
}[Name];

type ValueOf<Name extends KnobName, Values extends 'schema' | 'live'> = Values extends 'schema'
  ? KnobValue<Name>
  : Knobs[Name] extends { readonly live: { readonly schema: infer Schema extends z.ZodType } }
    ? z.output<Schema>
    : never;

type KnobOfTask<Task extends ModelTask> = {
  [Name in KnobName]: Task extends Knobs[Name]['tasks'][number] ? Name : never;
}[KnobName];

export type LiveKnob = {
  [Name in KnobName]: Knobs[Name] extends { readonly live: object } ? Name : never;
}[KnobName];

/** What jobs of a task take: first what only this task does, then what all do. */
export function samplingOptionFields<Task extends ModelTask>(
  task: Task,
): readonly OptionOf<KnobOfTask<Task>>[] {
  const knobs = Object.values<Knob>(KNOBS).filter(({ tasks }) => tasks.includes(task));
  const isCommon = ({ tasks }: Knob) => tasks.length === MODEL_TASKS.length;
  const ordered = [...knobs.filter((knob) => !isCommon(knob)), ...knobs.filter(isCommon)];
  const options: readonly KnobOption[] = ordered.map((knob) => optionOf(knob, knob));
  return options as readonly OptionOf<KnobOfTask<Task>>[];
}

/** What a live session takes of how it samples. */
export function liveSamplingOptions(): readonly OptionOf<Exclude<LiveKnob, 'encoding'>, 'live'>[] {
  const names = Object.keys(KNOBS).filter(
    (name) => name !== 'encoding' && 'live' in KNOBS[name as KnobName],
  );
  return names.map((name) => liveOption(name as Exclude<LiveKnob, 'encoding'>));
}

export function liveOption<Name extends LiveKnob>(name: Name): OptionOf<Name, 'live'> {
  const knob: Knob = KNOBS[name];
  const option: unknown = optionOf(knob, knob.live!);
  return option as OptionOf<Name, 'live'>;
}

function optionOf(
  { option: name }: Knob,
  { schema, description }: Pick<Knob, 'schema' | 'description'>,
): KnobOption {
  if (schema instanceof z.ZodEnum) {
    return { kind: 'choice', name, choices: schema.options as string[], description };
  }
  const { minValue: least, maxValue: most } = schema;
  return { kind: 'integer', name, least: least!, most: most!, description };
}
