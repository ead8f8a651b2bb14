import type { SwitchBoard, Trouble } from './switches.ts';

/** Decides which requests go wrong. */
export interface Troubles {
  /** What goes wrong with this request, if anything; counts it. */
  strike(path: string): Trouble['kind'] | undefined;
  /** The trouble was set anew: count from the start. */
  restart(): void;
}

export function createTroubles(board: SwitchBoard): Troubles {
  let struck = 0;
  return {
    strike: (path) => {
      const { trouble } = board.get();
      if (!trouble || (trouble.path !== undefined && !path.startsWith(trouble.path))) return undefined;
      if (trouble.count !== null && struck >= trouble.count) return undefined;
      struck += 1;
      return trouble.kind;
    },
    restart: () => {
      struck = 0;
    },
  };
}
