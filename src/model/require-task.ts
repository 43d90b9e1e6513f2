/**
 * Require a task: a model must do what it is asked to do; where it does not, others that do are named.
 */
import { OperationalError } from '../operational-error.js';
import { orList } from '../or-list.js';
import type { ModelCard } from './model-card.js';
import type { ModelEntry, ModelLibrary } from './model-library.js';
import type { ModelTask } from './model-task.js';

/** @throws OperationalError `unsupported-task`, naming the models of the library that do it; as its `list` does */
export async function requireTaskIn(
  library: Pick<ModelLibrary, 'list'>,
  card: ModelCard,
  task: ModelTask,
): Promise<void> {
  if (!doesTask(card, task)) requireTask(card, task, await library.list());
}

/**
 * @param others models there are; what cannot be used and what does not do it either is left out
 * @throws OperationalError `unsupported-task`
 */
export function requireTask(
  card: ModelCard,
  task: ModelTask,
  others: readonly ModelEntry[] = [],
): void {
  if (doesTask(card, task)) return;
  const able = others.flatMap((entry) =>
    entry.valid && doesTask(entry.card, task) ? [`"${entry.name}"`] : [],
  );
  const advice =
    able.length === 0
      ? 'Choose another model: "stemwright models list" says what each can do.'
      : `To ${task}, choose the model ${orList(new Set(able))}.`;
  const { kind, name, tasks } = card;
  throw new OperationalError(
    'unsupported-task',
    `The model "${name}"${kind === 'separator' ? ' is a separator: it' : ''} cannot ${task}, only ${tasks.join(', ')}. ${advice}`,
  );
}

function doesTask({ tasks }: { readonly tasks: readonly ModelTask[] }, task: ModelTask): boolean {
  return tasks.includes(task);
}
