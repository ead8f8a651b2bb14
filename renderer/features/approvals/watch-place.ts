/** Where an element is, apart from what the person scrolled. */
export interface Place {
  readonly top: number;
  readonly left: number;
}

export function placeOf(element: Element): Place {
  const box = element.getBoundingClientRect();
  let { top, left } = box;
  for (let parent = element.parentElement; parent; parent = parent.parentElement) {
    top += parent.scrollTop;
    left += parent.scrollLeft;
  }
  return { top, left };
}

/** Calls back when something around the element changed its size, which is how layouts move things. */
export function watchPlace(element: Element, onChange: () => void): () => void {
  const observer = new ResizeObserver(onChange);
  for (let parent: Element | null = element; parent; parent = parent.parentElement) observer.observe(parent);
  return () => observer.disconnect();
}
