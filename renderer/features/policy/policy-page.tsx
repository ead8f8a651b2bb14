import { useData } from '../../lib/console-context.ts';
import { OwnPolicyBar } from '../../lib/policy/own-policy-bar.tsx';
import { savedPolicy } from '../../lib/policy/targets.ts';
import { hrefOf, showInstead, useShown } from '../../lib/route.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { GrantSelect } from '../../ui/grant-select.tsx';
import { Page } from '../../ui/page.tsx';
import { Select } from '../../ui/select.tsx';
import { PolicyWorkbench } from './policy-workbench.tsx';
import styles from './policy-page.module.css';

/** The policies as documents: for an upstream, and for one client there. */
export function PolicyPage() {
  const shown = useShown();
  const upstreams = useData((data) => data.upstreams);
  const grants = useData((data) => data.grants);
  const policies = useData((data) => data.policies);
  const upstream = upstreams.find((it) => it.name === shown.get('upstream')) ?? upstreams[0];
  const allowed = grants.filter((it) => upstream && it.upstreams.includes(upstream.name));
  const grant = allowed.find((it) => it.id === shown.get('grant') && it.revokedAt === null) ?? null;
  const show = (next: { upstream?: string; grant?: string | null }) =>
    showInstead(
      hrefOf('policy', {
        upstream: next.upstream ?? upstream?.name,
        grant: (next.grant === undefined ? grant?.id : next.grant) ?? undefined,
      }),
    );
  if (!upstream) {
    return (
      <Page>
        <EmptyState title="No upstreams">A policy belongs to an upstream, and there is none.</EmptyState>
      </Page>
    );
  }
  const target = { upstream: upstream.name, grantId: grant?.id ?? null };
  const isFollowing = grant !== null && !savedPolicy(policies, target);
  return (
    <Page isFixed>
      <div className={styles.page}>
        <div className={styles.top}>
          {upstreams.length > 1 && (
            <FormField label="Upstream" className={styles.upstream}>
              {({ className: _input, ...control }) => (
                <Select
                  {...control}
                  choices={upstreams.map((it) => ({ value: it.name, label: it.name }))}
                  value={upstream.name}
                  onChange={(name) => show({ upstream: name, grant: null })}
                />
              )}
            </FormField>
          )}
          <GrantSelect
            label="Policy for"
            grants={allowed}
            policies={policies.filter((it) => it.upstream === upstream.name)}
            grantId={grant?.id ?? null}
            onChange={(id) => show({ grant: id })}
          />
        </div>
        {grant && (
          <div className={styles.own}>
            <OwnPolicyBar
              upstream={upstream.name}
              grantId={grant.id}
              grantName={grant.name}
              isFollowing={isFollowing}
            />
          </div>
        )}
        {!isFollowing && (
          <PolicyWorkbench
            key={JSON.stringify(target)}
            target={target}
            tools={upstream.tools}
            at={shown.get('at')}
          />
        )}
      </div>
    </Page>
  );
}
