import type { UpstreamChange, UpstreamConfig } from '../../../../contract/model.ts';
import { TextField } from '../../../ui/text-field.tsx';
import styles from './add-form.module.css';
import { KeptValue } from './kept-value.tsx';
import valueStyles from './values-field.module.css';

/** The client that a person registered by hand at an authorization server. */
export interface ClientDraft {
  readonly id: string;
  /** Null: kept; undefined: there is none. */
  readonly secret: string | null | undefined;
  readonly scope: string;
}

export function clientDraft(edited: UpstreamConfig | undefined): ClientDraft {
  const { clientId = '', scope = '' } = edited?.oauth ?? {};
  return { id: clientId, secret: edited?.hasClientSecret ? null : undefined, scope };
}

type OAuthChange = NonNullable<Extract<UpstreamChange, { kind: 'http' }>['oauth']>;

/** What to save of it, if anything, or what is missing. */
export function clientOf(
  { id, secret, scope }: ClientDraft,
  { hasSecret, isAnew }: { readonly hasSecret: boolean; readonly isAnew: boolean },
): { readonly oauth: OAuthChange | undefined; readonly problem: string | null } {
  const given = secret === '' ? undefined : secret;
  const oauth = {
    ...(id.trim() !== '' && { clientId: id.trim() }),
    ...(given !== undefined && { clientSecret: given }),
    ...(scope.trim() !== '' && { scope: scope.trim() }),
  };
  const isMissing = hasSecret && (secret === '' || (secret === null && isAnew));
  const problem = isMissing
    ? `Give the new secret, or ${isAnew ? 'take it away' : 'keep the one it has'}.`
    : given !== undefined && id.trim() === ''
      ? 'Give the client id that the secret belongs to.'
      : null;
  return { oauth: Object.keys(oauth).length > 0 ? oauth : undefined, problem };
}

interface Props {
  readonly draft: ClientDraft;
  readonly hasSecret: boolean;
  readonly isAnew: boolean;
  readonly problem: string | null;
  readonly onChange: (draft: ClientDraft) => void;
}

/** For the few servers whose sign-in wants a client that was registered by hand: closed until it is needed. */
export function SignInFields({ draft, hasSecret, isAnew, problem, onChange }: Props) {
  const { id, secret, scope } = draft;
  return (
    <details className={styles.rare} open={problem !== null || id !== '' || scope !== '' ? true : undefined}>
      <summary>Sign-in with a client of your own</summary>
      <p className={styles.soft}>
        Only for a server that wants you to sign in and does not register Checkstand by itself: register it
        there, and give what you get.
      </p>
      <div className={styles.two}>
        <TextField
          label="Client id"
          isInvalid={problem !== null && id.trim() === ''}
          value={id}
          autoComplete="off"
          onChange={(event) => onChange({ ...draft, id: event.target.value })}
        />
        {hasSecret ? (
          <div className={valueStyles.values}>
            <p className={valueStyles.label}>Client secret</p>
            <ul className={valueStyles.list} aria-label="Client secret">
              <KeptValue
                name="secret"
                value={secret}
                isAnew={isAnew}
                isMissing={problem !== null && (secret === null || secret === '')}
                onChange={(value) => onChange({ ...draft, secret: value })}
              />
            </ul>
          </div>
        ) : (
          <TextField
            label="Client secret"
            hint="If it gave you one. Kept in the secret store."
            type="password"
            autoComplete="off"
            value={secret ?? ''}
            onChange={(event) => onChange({ ...draft, secret: event.target.value })}
          />
        )}
      </div>
      {problem !== null && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      <TextField
        label="Scope"
        hint="What to ask for, in place of what the server names."
        value={scope}
        autoComplete="off"
        onChange={(event) => onChange({ ...draft, scope: event.target.value })}
      />
    </details>
  );
}
