import { readCookies } from '../visit.ts';

/** A start tag of a page and its attributes, entities decoded. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** An answer of the store as a test looks at it. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Path and query it came from, after redirects. */
  readonly path: string;
  readonly elements: readonly Element[];
}

/** A browser session without a browser: keeps cookies, follows redirects. */
export interface Visitor {
  readonly cookies: Map<string, string>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Answer>;
  postJson(path: string, value: unknown): Promise<Answer>;
}

export function openVisitor(origin: string, given: Iterable<[string, string]> = []): Visitor {
  const cookies = new Map(given);
  const ask = async (path: string, init: RequestInit): Promise<Answer> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(init.headers as Record<string, string> | undefined), cookie }; // only plain records come here
    const response = await fetch(new URL(path, origin), { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      for (const [name, value] of readCookies(line.split(';')[0])) {
        if (line.includes('Max-Age=0;')) cookies.delete(name);
        else cookies.set(name, value);
      }
    }
    const next = response.headers.get('location');
    if (next !== null) return ask(next, {});
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, path, elements: elementsOf(text) };
  };
  return {
    cookies,
    get: (path, headers = {}) => ask(path, { headers }),
    post: (path, fields, headers = {}) =>
      ask(path, { method: 'POST', body: new URLSearchParams(fields), headers }),
    postJson: (path, value) =>
      ask(path, {
        method: 'POST',
        body: JSON.stringify(value),
        headers: { 'content-type': 'application/json' },
      }),
  };
}

export function byId({ elements }: Answer, id: string): Element | undefined {
  return elements.find((it) => it.attributes['id'] === id);
}

/** What stands between an element's start tag and the next end tag of its kind, without tags. */
export function textOf({ text }: Answer, id: string): string | undefined {
  const found = new RegExp(`<(\\w+)[^>]*\\sid="${id}"[^>]*>(.*?)</\\1`, 's').exec(text)?.[2];
  return found === undefined
    ? undefined
    : decode(found.replace(/<[^>]*>/g, ' '))
        .replace(/\s+/g, ' ')
        .trim();
}

/** The live rows of a cart page: ASIN and quantity. */
export function cartLines({ elements }: Answer): Record<string, number> {
  const lines: Record<string, number> = {};
  for (const { attributes: row } of elements) {
    const asin = row['data-asin'];
    const isLive = row['data-itemtype'] === 'active' && row['data-removed'] !== 'true';
    if (asin && isLive) lines[asin] = Number(row['data-quantity']);
  }
  return lines;
}

/** Fields of the offer form on a product page, as its add button would post them. */
export function offerFields(answer: Answer, condition: 'new' | 'used' = 'new'): Record<string, string> {
  const forms = answer.text.split('<form').filter((it) => it.includes('id="addToCart"'));
  const button = condition === 'new' ? 'id="add-to-cart-button"' : 'id="add-to-cart-button-ubb"';
  const form = forms.find((it) => it.includes(button)) ?? '';
  const inputs = elementsOf(form.split('</form>')[0] ?? '').filter((it) => it.name === 'input');
  const fields = inputs.map(({ attributes }): [string, string] => [
    attributes['name'] ?? '',
    attributes['value'] ?? '',
  ]);
  return Object.fromEntries(fields.filter(([name]) => name !== '' && !name.startsWith('submit.')));
}

/** Goes to the product page and presses its add button. */
export async function addFromPage(visitor: Visitor, asin: string, quantity = 1): Promise<Answer> {
  const fields = offerFields(await visitor.get(`/dp/${asin}`));
  return visitor.post('/cart/add-to-cart/ref=dp_start-bbf_1_glance', {
    ...fields,
    'items[0.base][quantity]': String(quantity),
  });
}

/** Signs in up to the password; what comes then depends on the switches. */
export async function signIn(
  visitor: Visitor,
  { email, password }: { email: string; password: string },
): Promise<Answer> {
  const start = await visitor.get('/ap/signin?openid.return_to=/');
  const claim = await visitor.post('/ax/claim', { ...hiddenFields(start), email });
  return visitor.post('/ap/signin', { ...hiddenFields(claim), password });
}

export function hiddenFields({ elements }: Answer): Record<string, string> {
  const hidden = elements.filter((it) => it.name === 'input' && it.attributes['type'] === 'hidden');
  return Object.fromEntries(
    hidden.map(({ attributes }): [string, string] => [attributes['name'] ?? '', attributes['value'] ?? '']),
  );
}

function elementsOf(text: string): Element[] {
  return [...text.matchAll(/<([a-z][a-z0-9]*)((?:\s+[^\s=>"/]+(?:="[^"]*")?)*)\s*\/?>/g)].map((match) => ({
    name: match[1] ?? '',
    attributes: Object.fromEntries(
      [...(match[2] ?? '').matchAll(/([^\s=]+)(?:="([^"]*)")?/g)].map((it) => [
        it[1] ?? '',
        decode(it[2] ?? ''),
      ]),
    ),
  }));
}

function decode(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
