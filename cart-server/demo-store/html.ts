/** Markup that is safe to send: everything put into it was escaped or is markup itself. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString(): string {
    return this.text;
  }
}

export type MarkupPart = Markup | string | number | null | undefined | false | readonly MarkupPart[];

/** Builds markup; strings and numbers are escaped for text and for quoted attributes, null and false vanish. */
export function html(pieces: TemplateStringsArray, ...parts: readonly MarkupPart[]): Markup {
  return new Markup(pieces.reduce((text, piece, at) => text + render(parts[at - 1]) + piece));
}

/** Joins parts without anything between them. */
export function join(parts: readonly MarkupPart[]): Markup {
  return new Markup(render(parts));
}

export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Marks text of our own making (styles, scripts, drawings) as markup. Never for anything a visitor sent. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

function render(part: MarkupPart): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escapeText(part);
  return part.map(render).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
