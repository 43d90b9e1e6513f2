/**
 * Model tasks: what a model can be asked to do. Which of them it does its card says.
 */
export const MODEL_TASKS = ['separate', 'impute', 'generate'] as const;
export type ModelTask = (typeof MODEL_TASKS)[number];
