import type { ToolCategory } from '../../contract/model.ts';

export type ChangeCategory = Exclude<ToolCategory, 'Read'>;

const words = (text: string) => text.trim().split(/\s+/);

const byCategory: Readonly<Record<ChangeCategory, string[]>> = {
  Destructive: words(`
    delete remove clear drop destroy purge wipe truncate erase reset uninstall kill terminate revoke prune unlink
    discard overwrite format forget rm rmdir empty cancel abort shutdown`),
  Financial: words(`
    buy purchase pay checkout charge refund transfer donate bid trade sell withdraw deposit invoice reorder order
    payment tip`),
  Execute: words(`
    run exec execute eval evaluate shell bash command spawn script invoke call deploy launch start stop restart
    install trigger dispatch click type press navigate`),
  Write: words(`
    add create update set save write put insert edit modify change rename move copy upload send post publish append
    patch merge push commit enable disable assign approve reject invite submit import register unregister subscribe
    unsubscribe mark apply sync store upsert replace toggle link attach detach lock unlock archive restore schedule
    book reserve reply comment message email notify share grant close open login logout sign fill fork tag label
    configure build generate rotate increment decrement adjust accept decline follow unfollow like vote draft`),
};

/** Words that change something, by what kind of change it is. */
export const changes: ReadonlyMap<string, ChangeCategory> = new Map(
  (Object.keys(byCategory) as ChangeCategory[]) // the keys are exactly the union
    .flatMap((category) => byCategory[category].map((word) => [word, category] as const)),
);

/** Also nouns or adjectives: after a verb that reads they name what is read. */
export const ambiguous: ReadonlySet<string> = new Set(
  words(`
    order charge transfer trade invoice payment tip purchase refund deposit bid checkout command script shell run call
    start stop type press click set update change post comment message email link tag label share grant store book
    archive schedule draft fork build open close login sign like vote lock format empty reset change commit merge
    push copy move import patch reserve apply mark fill follow adjust edit log trigger`),
);

/** Changes of this kind take all at once, or money out of the account. */
export const sweeping: ReadonlySet<string> = new Set(
  words(`
    clear wipe purge drop truncate destroy erase format reset empty all everything buy purchase pay checkout charge
    transfer withdraw sell trade donate reorder bid`),
);

/** Words that say that something is only looked at. */
export const readVerbs: ReadonlySet<string> = new Set(
  words(`
    get list search find read view show fetch query lookup check describe count status browse ls cat head tail inspect
    validate verify explain compare preview summarize whoami ping help info is has echo look see display download
    export analyze history stat diff tree grep filter peek scan lint suggest recommend estimate calculate compute
    convert parse format-check test-connection current`),
);
