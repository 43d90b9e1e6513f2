/**
 * Request order: requests that change one thing reach it in the order they came, though some have to be looked into first, which
 * takes time.
 */
export interface RequestOrder {
  /**
   * To be called as soon as the request is there.
   * @param prepared what it is to be done with
   * @returns that, once all requests before this one have been prepared or have failed at it
   * @throws what preparing it throws
   */
  turn<Prepared>(prepared: Promise<Prepared>): Promise<Prepared>;
}

export function createRequestOrder(): RequestOrder {
  let last: Promise<unknown> = Promise.resolve();
  return {
    turn(prepared) {
      const before = last;
      const turn = Promise.allSettled([before, prepared]).then(() => prepared);
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}
