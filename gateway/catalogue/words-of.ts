/** `addToCart`, `add-to-cart`, `cart.add` and `HTTPGet` in lower-case words; full-width letters are plain ones. */
export function wordsOf(name: string): string[] {
  return name
    .normalize('NFKC')
    .replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

const started = /^(?:tasks?|jobs?|runs?|scripts?|commands?|quer(?:y|ies)|triggers?)$/;

/**
 * Words that together mean something else than each alone: a pull request pulls nothing, git checks nothing out to
 * pay, and a scheduled task is what others call cron.
 */
export function withoutCompounds(words: readonly string[]): string[] {
  const isVersioned = words.some((it) =>
    ['git', 'branch', 'commit', 'repo', 'repository', 'revision'].includes(it),
  );
  return words.map((word, at) => {
    const isRequest = /^requests?$/.test(words[at + 1] ?? '');
    if ((word === 'pull' || word === 'merge') && isRequest) return 'code';
    if (/^requests?$/.test(word) && /^(?:pull|merge)$/.test(words[at - 1] ?? '')) return 'proposal';
    if (word === 'scheduled' && started.test(words[at + 1] ?? '')) return 'cron';
    return word === 'checkout' && isVersioned ? 'switch' : word;
  });
}
