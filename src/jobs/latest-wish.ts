/**
 * Latest wish: of what is asked for one after the other, one is fulfilled at a time, and the last counts.
 *
 *   under way: A;   next: B, asked for meanwhile   --C is asked for-->   under way: A;   next: C   (B is given up)
 *
 * Who asks for what is under way, or next, shares it. However many ask, no more than these two are kept.
 */
export interface LatestWishParts<Wish> {
  readonly isSame: (a: Wish, b: Wish) => boolean;
  readonly fulfil: (wish: Wish) => Promise<void>;
  /** what somebody is told whose wish is given up for another */
  readonly givenUp: (wish: Wish, other: Wish) => Error;
}

interface Turn<Wish> {
  readonly wish: Wish;
  readonly settled: Promise<void>;
  readonly settle: (failure?: Error) => void;
}

export class LatestWish<Wish> {
  readonly #parts: LatestWishParts<Wish>;
  #current: Turn<Wish> | undefined;
  #next: Turn<Wish> | undefined;

  constructor(parts: LatestWishParts<Wish>) {
    this.#parts = parts;
  }

  /** Resolves when it is fulfilled. @throws what `fulfil` throws; what `givenUp` says */
  ask(wish: Wish): Promise<void> {
    const { isSame, givenUp } = this.#parts;
    if (this.#next !== undefined && isSame(this.#next.wish, wish)) return this.#next.settled;
    this.#next?.settle(givenUp(this.#next.wish, wish));
    this.#next = undefined;
    if (this.#current !== undefined && isSame(this.#current.wish, wish)) {
      return this.#current.settled;
    }
    const turn = newTurn(wish);
    if (this.#current === undefined) void this.#run(turn);
    else this.#next = turn;
    return turn.settled;
  }

  /** Gives up what has not begun. */
  close(reason: (wish: Wish) => Error): void {
    this.#next?.settle(reason(this.#next.wish));
    this.#next = undefined;
  }

  /** Never rejects: whoever asked is told. */
  async #run(first: Turn<Wish>): Promise<void> {
    for (let turn: Turn<Wish> | undefined = first; turn !== undefined; turn = this.#next) {
      this.#current = turn;
      this.#next = undefined;
      try {
        await this.#parts.fulfil(turn.wish);
        turn.settle();
      } catch (error) {
        turn.settle(error instanceof Error ? error : new Error(String(error)));
      }
    }
    this.#current = undefined;
  }
}

function newTurn<Wish>(wish: Wish): Turn<Wish> {
  let settle: (failure?: Error) => void = () => undefined;
  const settled = new Promise<void>((resolve, reject) => {
    settle = (failure) => {
      if (failure === undefined) resolve();
      else reject(failure);
    };
  });
  return { wish, settled, settle };
}
