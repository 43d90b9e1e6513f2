/**
 * Require a task: a model must do what it is asked to do; where it does not, others that do are named.
 */
import { OperationalError } from '../operational-error.js';
import type { ModelCard } from './model-card.js';
import type { ModelEntry } from './model-library.js';
import type { ModelTask } from './model-task.js';

const OR = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/**
 * @param others models there are; what cannot be used and what does not do it either is left out
 * @throws OperationalError `unsupported-task`
 */
export function requireTask(
  { kind, name, tasks }: ModelCard,
  task: ModelTask,
  others: readonly ModelEntry[],
): void {
  const done: readonly ModelTask[] = tasks;
  if (done.includes(task)) return;
  const able = others.flatMap((entry) =>
    entry.valid && entry.card.tasks.some((its) => its === task) ? [entry.name] : [],
  );
  const names = [...new Set(able)].map((other) => `"${other}"`);
  const advice =
    names.length === 0
      ? 'Choose another model: "stemwright models list" says what each can do'
      : `To ${task}, choose the model ${OR.format(names)}`;
  throw new OperationalError(
    'unsupported-task',
    `The model "${name}"${kind === 'separator' ? ' is a separator and' : ''} cannot ${task}; it can ${done.join(', ')}. ${advice}.`,
  );
}
