import type { ToolCategory } from '../../contract/model.ts';

export type ChangeCategory = Exclude<ToolCategory, 'Read'>;

const words = (text: string) => text.trim().split(/\s+/);

const byCategory: Readonly<Record<ChangeCategory, string[]>> = {
  Destructive: words(`
    delete remove clear drop destroy purge wipe truncate erase reset uninstall kill terminate revoke prune unlink
    discard overwrite format forget rm rmdir del empty cancel abort shutdown deletion removal cancellation flush
    expire ban kick evict decommission deprovision teardown trash unpublish rollback revert expunge deactivate
    suspend dismiss eject void unset shred undo clean cleanup clobber dispose pop deregister unschedule invalidate
    retire offboard recreate reimage nuke`),
  Financial: words(`
    buy purchase pay checkout charge refund transfer donate bid trade sell withdraw deposit invoice reorder order
    payment payout tip swap stake unstake mint borrow lend repay redeem remit rebalance wager liquidate withdrawal
    donation subscription`),
  Execute: words(`
    run exec execute eval evaluate shell bash command spawn script invoke call deploy launch start stop restart
    install trigger dispatch click type press navigate rerun retry reboot resume pause scale rollout redeploy
    bootstrap compile rebuild drag hover tap swipe scroll select upgrade migrate migration seed reindex vacuum
    interact perform activate power drain failover switchover cutover unpause backfill replay reconcile reinstall
    impersonate`),
  Write: words(`
    add create update set save write put insert edit modify change rename move copy upload send post publish append
    patch merge push commit enable disable assign approve reject invite submit import register unregister subscribe
    unsubscribe mark apply sync store upsert replace toggle link attach detach lock unlock archive restore schedule
    book reserve reply comment message email notify share grant close open login logout sign fill fork tag label
    configure build generate rotate increment decrement adjust accept decline follow unfollow like vote draft
    unarchive reopen pin unpin star unstar react remember memorize record ingest index train provision setup init
    initialize clone pull stash rebase squash stage unstage unassign transition rank prioritize reschedule snooze
    mute unmute block unblock turn dim play skip queue enqueue dequeue tweet retweet broadcast forward
    escalate resolve acknowledge ack silence annotate batch mutate mutation manage persist flag report request
    nominate claim release bump encrypt mirror connect disconnect mount unmount join leave handle switch authorize
    authenticate confirm finish complete finalize checkpoint backup extend renew emit produce touch chmod
    chown mkdir mv cp make respond answer rate review upvote downvote bookmark repair fix refactor reorganize
    resize duplicate promote demote replicate redact regenerate requeue cordon uncordon taint elevate`),
};

/** Words that change something, by what kind of change it is. */
export const changes: ReadonlyMap<string, ChangeCategory> = new Map(
  (Object.keys(byCategory) as ChangeCategory[]) // the keys are exactly the union
    .flatMap((category) => byCategory[category].map((word) => [word, category] as const)),
);

/** Also nouns or adjectives: after a verb that reads they name what is read. */
export const ambiguous: ReadonlySet<string> = new Set(
  words(`
    order charge transfer trade invoice payment payout tip purchase refund deposit bid checkout command script shell
    run call start stop type press click set update change post comment message email link tag label share grant
    store book archive schedule draft fork build open close login sign like vote lock format empty reset commit
    merge push copy move import patch reserve apply mark fill follow adjust edit log trigger deletion removal
    cancellation trash swap stake withdrawal donation subscription retry scale rollout upgrade seed record index
    train setup clone pull stash stage tweet queue print report request review answer rate flag block star pin
    release bump backup checkpoint batch touch make play skip turn rank bookmark fix power select switch
    handle claim mint forward mutation migration transition mirror complete clean undo rollback revert void dim
    mount join leave extend confirm answer scroll tap connect register insert reply drain failover switchover cutover
    backfill replay taint`),
);

/** Never verbs, so what a description says of them is no change. */
export const nounsOnly: ReadonlySet<string> = new Set(
  words(
    'payment payout invoice subscription donation withdrawal deletion removal cancellation migration mutation tip',
  ),
);

/** Nouns that may stand first in a name whose verb comes last: `order_list`, `message_search`. */
export const nounFirst: ReadonlySet<string> = new Set(
  words(`
    order payment payout invoice charge refund transfer trade message comment email post subscription deposit draft
    commit report record review release build script command index snapshot backup tag label link queue store book
    archive schedule trigger request share purchase batch migration log`),
);

/** What such a name ends with, when all it does is to read. */
export const closingReads: ReadonlySet<string> = new Set(
  words('get list read search find fetch view show lookup describe count details'),
);

/** Changes of this kind take all at once, or money out of the account. */
export const sweeping: ReadonlySet<string> = new Set(
  words(`
    clear wipe purge drop truncate destroy erase format reset empty all everything buy purchase pay checkout charge
    transfer withdraw sell trade donate reorder bid swap payout remit liquidate stake flush flushall flushdb
    teardown deprovision decommission`),
);

/** What holds much: to destroy one is to destroy all that is in it. */
export const containers: ReadonlySet<string> = new Set(
  words(`
    account bucket cluster collection database db directory disk domain folder instance instances namespace node
    organization organisation project repo repository server site stack table tenant vault vm volume workspace zone
    environment keyspace vpc calendar mailbox filesystem`),
);

/** What is sent, shown or granted to others is out of one's hands. */
export const outward: ReadonlySet<string> = new Set(
  words(`
    send post publish email mail share invite forward reply tweet retweet broadcast message sms notify merge push
    grant permissions submit respond announce`),
);

/** Who may do what hangs on them: to change one is to change that. */
export const ofAccess: ReadonlySet<string> = new Set(
  words(`
    permission permissions role roles policy policies access acl acls iam collaborator collaborators member members
    membership memberships admin admins owner owners ownership token tokens credential credentials secret secrets
    protection`),
);

/** Where messages and traffic go hangs on them. */
export const ofRouting: ReadonlySet<string> = new Set(
  words(`
    webhook webhooks dns nameserver nameservers domain domains hostname hostnames firewall ingress certificate
    certificates`),
);

/** Verbs that read, and nouns as well: what stands last in their name may be what is done to it. */
export const nounReads: ReadonlySet<string> = new Set(
  words(`
    list status history stat stats schema map query scan crawl profile display info help count tree head tail filter
    export forecast weather view search preview summary current trace audit logs extract screenshot diff look`),
);

/** Last in such a name, they are what is done: `status_update`, `scan_start`. */
export const closingVerbs: ReadonlySet<string> = new Set(
  words(`
    update set reset start stop edit apply import share archive trigger run restart sync push submit close open
    upgrade rollback restore import publish change`),
);

/** Words that say that something is only looked at. */
export const readVerbs: ReadonlySet<string> = new Set(
  words(`
    get list search find read view show fetch query lookup check describe count status browse ls cat head tail
    inspect validate verify explain compare preview summarize summarise summary whoami ping help info is has echo
    look see display download export analyze analyse history stat stats diff tree grep filter peek scan lint suggest
    recommend estimate calculate compute  parse current retrieve discover crawl scrape extract map
    screenshot wait measure translate transcribe detect classify recognize identify ask geocode
    directions distance forecast weather autocomplete decode profile enumerate audit trace ocr locate nearby
    research logs schema`),
);

/** A description that begins with one of them says that something is only looked at. */
export const readsInProse: ReadonlySet<string> = new Set(
  words(`
    get gets list lists search searches find finds read reads view views show shows fetch fetches query queries
    look looks check checks describe describes count counts browse browses inspect inspects retrieve retrieves
    return returns display displays obtain obtains summarize summarizes compare compares calculate calculates
    compute computes analyze analyzes explain explains estimate estimates validate validates verify verifies
    discover discovers enumerate enumerates extract extracts preview previews measure measures 
    translate translates echo echoes detect detects parse parses tells says waits`),
);
