/**
 * Check a command: what can be told of it from the model's card alone, before a file is opened or a place in the queue
 * taken.
 */
import type { ModelCard, ModelTask } from '../model/model-card.js';
import { OperationalError } from '../operational-error.js';
import type { JobCommand, JobOfTask, JobTask, StemFile } from './job-command.js';
import { mixturePlan } from '../clips/mixture-stems.js';
import { partOf } from './part-of-inputs.js';
import { samplingPlan } from '../sampling/sampling-settings.js';
import { stemIndices } from '../model/stem-names.js';

/** @throws OperationalError `unsupported-task`, `bad-argument` */
export function checkCommand(card: ModelCard, command: JobCommand): void {
  samplingPlan(card, modelTask(command.task), command.sampling);
  partOf(command);
  switch (command.task) {
    case 'separate':
      if (command.stems !== undefined) stemIndices(card, command.stems);
      break;
    case 'continue':
      checkSeconds(command.seconds);
      if (command.generate.length > 0) stemIndices(card, command.generate);
      checkKnownStems(card, command);
      break;
    case 'impute':
      stemIndices(card, command.generate);
      checkKnownStems(card, command);
      break;
    case 'generate':
      checkSeconds(command.seconds);
  }
}

/** What the model is asked to do: to continue is to impute what comes after. */
export function modelTask(task: JobTask): ModelTask {
  return task === 'continue' ? 'impute' : task;
}

function checkKnownStems(
  card: ModelCard,
  { known, generate, sampling }: JobOfTask<'impute' | 'continue'>,
): void {
  if ('mixture' in known) mixturePlan(card, sampling);
  else if (!('folder' in known)) checkKnown(card, known, generate);
}

function checkSeconds(seconds: number): void {
  if (seconds > 0 && Number.isFinite(seconds)) return;
  throw new OperationalError(
    'bad-argument',
    `Expected a number of seconds above 0, got ${seconds}.`,
  );
}

function checkKnown(
  card: ModelCard,
  known: readonly StemFile[],
  generate: readonly string[],
): void {
  const names = known.map(({ stem }) => stem);
  names.forEach((stem, index) => {
    if (generate.includes(stem) || names.indexOf(stem) !== index) {
      throw new OperationalError(
        'bad-argument',
        `The stem "${stem}" is given more than once, or both given and to be generated.`,
      );
    }
  });
  stemIndices(card, names);
}
