/**
 * Shared runs: work that many may ask for at once is done once at a time for all of them.
 *
 * Who asks while it is under way shares the next run, which begins when this one has ended: what had changed before somebody
 * asked is in what they get.
 */

/** @returns starts a run or joins the next one; rejects as the run does */
export function sharedRuns<Result>(run: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | undefined;
  let next: Promise<Result> | undefined;

  function start(): Promise<Result> {
    running = run().finally(() => {
      running = undefined;
    });
    return running;
  }

  return () => {
    if (next !== undefined) return next;
    if (running === undefined) return start();
    const after = () => {
      next = undefined;
      return start();
    };
    next = running.then(after, after);
    return next;
  };
}
