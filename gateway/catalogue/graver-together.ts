import type { Evidence } from './evidence.ts';
import type { ChangeCategory } from './tool-words.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Verbs that are more than they are elsewhere when they are about certain things. */
interface Pairing {
  readonly category: ChangeCategory;
  readonly verbs: ReadonlySet<string>;
  /** In the singular. */
  readonly nouns: ReadonlySet<string>;
  /** What that is, in words. */
  readonly what: string;
}

const pairings: readonly Pairing[] = [
  {
    category: 'Destructive',
    verbs: words('rotate regenerate roll cycle'),
    nouns: words('key secret token credential password certificate'),
    what: 'the old one is refused from then on',
  },
  {
    category: 'Destructive',
    verbs: words('restore'),
    nouns: words('database db backup snapshot branch volume'),
    what: 'an earlier state takes the place of the present one',
  },
  {
    category: 'Financial',
    verbs: words('register renew'),
    nouns: words('domain'),
    what: 'it is paid for',
  },
  {
    category: 'Execute',
    verbs: words('apply complete confirm approve promote sync push up'),
    nouns: words(
      'migration changeset terraform terragrunt tofu opentofu pulumi infrastructure infra deployment',
    ),
    what: 'what was planned is carried out',
  },
  {
    category: 'Execute',
    verbs: words('apply confirm approve'),
    nouns: words('run plan stack'),
    what: 'what was planned is carried out',
  },
  {
    category: 'Execute',
    verbs: words('promote sync create update'),
    nouns: words('deployment'),
    what: 'what is served changes',
  },
  {
    category: 'Execute',
    verbs: words('promote sync'),
    nouns: words('release build pipeline artifact image application app cluster'),
    what: 'what is served changes',
  },
  {
    category: 'Execute',
    verbs: words('merge push promote copy sync'),
    nouns: words('production prod'),
    what: 'what is served changes',
  },
  {
    category: 'Execute',
    verbs: words('push'),
    nouns: words('db database schema'),
    what: 'the database is changed to fit',
  },
  {
    category: 'Execute',
    verbs: words('create add update set edit put enable register schedule save'),
    nouns: words('cron crontab cronjob'),
    what: 'something is started again and again',
  },
  {
    category: 'Execute',
    verbs: words('schedule'),
    nouns: words('job script workflow run pipeline'),
    what: 'something is started later',
  },
];

/** What a verb comes to together with the words around it, where that is graver than the verb alone. */
export function graverTogether(verb: string, around: readonly string[], whose: string): Evidence | undefined {
  const singular = around.map((word) => [word, word.replace(/s$/, '')] as const);
  for (const { category, verbs, nouns, what } of pairings) {
    if (!verbs.has(verb)) continue;
    const noun = singular.find((forms) => forms.some((it) => nouns.has(it)));
    if (noun) return { category, why: `${whose} says \`${verb}\` of \`${noun[0]}\`: ${what}` };
  }
  return undefined;
}
