import type { ToolDefinition } from '../../contract/model.ts';
import { propertiesOf } from './read-schema.ts';
import { outward } from './tool-words.ts';
import { wordsOf } from './words-of.ts';

/** What makes a tool useful to somebody who is not its owner. */
export interface ToolTraits {
  /** Its results hold what strangers wrote. */
  readonly bringsInText: boolean;
  /** Its results hold what is the person's own. */
  readonly readsPrivate: boolean;
  /** What it is given leaves the machine, or reaches others. */
  readonly sendsOut: boolean;
  readonly handlesSecrets: boolean;
}

type Described = Pick<ToolDefinition, 'name' | 'category' | 'inputSchema' | 'annotations'>;

/** Finds the traits from the name, the arguments and the claim to be open to the world. */
export function traitsOf({ name, category, inputSchema, annotations }: Described): ToolTraits {
  const words = wordsOf(name);
  const takes = new Set(propertiesOf(inputSchema).flatMap((it) => wordsOf(it.name)));
  const hasWord = (set: ReadonlySet<string>) =>
    words.some((it) => set.has(it) || set.has(it.replace(/s$/, '')));
  const takesOne = (set: ReadonlySet<string>) => [...takes].some((it) => set.has(it));
  const isRead = category === 'Read';
  const isOpen = annotations?.['openWorldHint'] === true;
  const runsAnything = category === 'Execute' && takesOne(code);
  return {
    bringsInText: (isRead && (hasWord(strangers) || isOpen)) || runsAnything,
    readsPrivate: (isRead && hasWord(own)) || runsAnything,
    sendsOut:
      (!isRead && (hasWord(outward) || takesOne(addressees))) || (isRead && takesOne(urls)) || runsAnything,
    handlesSecrets: hasWord(secrets) || takesOne(secrets) || runsAnything,
  };
}

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const strangers = words(`
  search fetch web page url mail email inbox message thread issue comment browse scrape crawl extract review ticket
  document post feed news transcript pull request discussion notification product snapshot screenshot article
  channel conversation chat event`);
const own = words(`
  file mail email inbox message thread sql query database table note document calendar contact env secret token
  password cart order account drive memory graph log config customer invoice payment transaction row record object
  history profile session`);
const addressees = words('to recipient recipients email url webhook endpoint channel phone cc bcc');
const urls = words('url urls uri');
const secrets = words(
  'secret token password passwd credential credentials apikey env cookie cookies private',
);

/** The word by which a tool says that it is about secrets. */
export function secretIn(name: string, description: string): string | undefined {
  const said = wordsOf(name).find((it) => secrets.has(it) || secrets.has(it.replace(/s$/, '')));
  return said ?? /environment variables|api keys|private keys/i.exec(description)?.[0].toLowerCase();
}

const code = words('command cmd code script shell sql javascript python function expression bash');
