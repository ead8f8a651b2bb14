import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { placeOf, watchPlace, type Place } from './watch-place.ts';

/** How long something must have been where it is, as it is, before it can be pressed. `--arm` in tokens.css. */
export const armMs = 600;

/**
 * True once the anchor has stood still with the same content for the arm delay. A card that slides under a moving
 * hand, changes its price or comes back with a hidden tab cannot be approved by accident.
 */
export function useArmed(anchor: RefObject<HTMLElement | null>, content: string): boolean {
  const [moves, setMoves] = useState(0);
  const [armed, setArmed] = useState<string | null>(null);
  const place = useRef<Place | null>(null);
  const key = `${content}#${moves}`;

  useEffect(() => {
    const timer = setTimeout(() => setArmed(key), armMs);
    return () => clearTimeout(timer);
  }, [key]);

  const check = useRef(() => {
    if (!anchor.current) return;
    const now = placeOf(anchor.current);
    const before = place.current;
    place.current = now;
    if (before && (Math.abs(before.top - now.top) > 1 || Math.abs(before.left - now.left) > 1))
      setMoves((count) => count + 1);
  });

  // After each drawing, because a neighbour that came or went moved this one in the same drawing.
  useLayoutEffect(() => check.current());
  useEffect(() => {
    if (!anchor.current) return;
    const stop = watchPlace(anchor.current, check.current);
    const shown = () => setMoves((count) => count + 1);
    document.addEventListener('visibilitychange', shown);
    return () => {
      stop();
      document.removeEventListener('visibilitychange', shown);
    };
  }, [anchor]);

  return armed === key;
}
