/** Who saved a version, as the end of a sentence: "in the console, rolled back to version 2". */
export function savedByWords(by: string): string {
  const [who = '', ...rest] = by.split(', ');
  const where = Object.hasOwn(places, who) ? places[who] : `by ${who}`;
  return [where, ...rest].join(', ');
}

const places: Readonly<Record<string, string>> = {
  console: 'in the console',
  window: 'in the approval window',
  tray: 'in the tray menu',
  shell: 'from the shell',
};
