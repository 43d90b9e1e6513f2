/**
 * Check a command: what can be told of it from the model's card alone, before a file is opened or a place in the queue
 * taken.
 */
import type { ModelCard } from '../model/model-card.js';
import { OperationalError } from '../operational-error.js';
import type { JobCommand, StemFile } from './job-command.js';
import { mixturePlan } from '../clips/mixture-stems.js';
import { partOf } from './part-of-inputs.js';
import { samplingPlan } from '../sampling/sampling-settings.js';
import { stemIndices } from '../model/stem-names.js';

/** @throws OperationalError `unsupported-task`, `bad-argument` */
export function checkCommand(card: ModelCard, command: JobCommand): void {
  samplingPlan(card, command.task, command.sampling);
  partOf(command);
  switch (command.task) {
    case 'separate':
      if (command.stems !== undefined) stemIndices(card, command.stems);
      break;
    case 'impute':
      stemIndices(card, command.generate);
      if ('mixture' in command.known) mixturePlan(card, command.sampling);
      else if (!('folder' in command.known)) {
        checkKnown(card, command.known, command.generate);
      }
      break;
    case 'generate':
      if (!(command.seconds > 0 && Number.isFinite(command.seconds))) {
        throw new OperationalError(
          'bad-argument',
          `Expected a number of seconds above 0, got ${command.seconds}.`,
        );
      }
  }
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
