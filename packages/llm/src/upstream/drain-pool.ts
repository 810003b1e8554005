/** How many answers may be read on at once after their callers have gone (BerriAI/litellm#36008). */

export interface DrainPool {
  /** False: no place is left, so the attempt ends now and its bound is settled. */
  enter(): boolean;
  leave(): void;
}

/** An empty pool. */
export function createDrainPool(most: number): DrainPool {
  let inside = 0;
  return {
    enter() {
      if (inside >= most) return false;
      inside += 1;
      return true;
    },
    leave() {
      inside -= 1;
    },
  };
}
