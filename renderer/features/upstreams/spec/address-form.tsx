import { useState } from 'react';
import type { UpstreamConfig } from '../../../../contract/model.ts';
import { FormField } from '../../../ui/form-field.tsx';
import { Select } from '../../../ui/select.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import styles from './add-form.module.css';
import { valuesDraft, valuesOf } from './kept-values.ts';
import { clientDraft, clientOf, SignInFields } from './sign-in-fields.tsx';
import { NameField, nameProblemOf, SpecForm, useSaveSpec } from './spec-form.tsx';
import { ValuesField } from './values-field.tsx';

type Transport = 'auto' | 'streamable' | 'sse';

interface Props {
  /** As it is; absent for a new one. */
  readonly edited?: UpstreamConfig;
  readonly onDone: () => void;
}

/** A server that is reached over HTTP. */
export function AddressForm({ edited, onDone }: Props) {
  const [name, setName] = useState(edited?.name ?? '');
  const [url, setUrl] = useState(edited?.url ?? '');
  const [headers, setHeaders] = useState(() => valuesDraft(edited?.headerNames ?? []));
  const [transport, setTransport] = useState<Transport>(edited?.transport ?? 'auto');
  const [client, setClient] = useState(() => clientDraft(edited));
  const [isTried, setIsTried] = useState(false);
  const { save, problem, isRunning } = useSaveSpec(edited !== undefined);
  const parsed = URL.parse(url.trim());
  const isUrl = /^https?:$/.test(parsed?.protocol ?? '');
  // What nobody can read any more must not go to another server: the app would refuse it, too.
  const isElsewhere = isUrl && edited !== undefined && parsed?.origin !== URL.parse(edited.url ?? '')?.origin;
  const fields = valuesOf(headers, ':', isElsewhere);
  const hasSecret = edited?.hasClientSecret === true;
  const { oauth, problem: clientProblem } = clientOf(client, { hasSecret, isAnew: isElsewhere });

  const submit = async () => {
    setIsTried(true);
    if (nameProblemOf(name) !== null || !isUrl || fields.problem !== null || clientProblem !== null) return;
    const isSaved = await save({
      kind: 'http',
      name: name.trim(),
      url: url.trim(),
      ...(Object.keys(fields.values).length > 0 && { headers: fields.values }),
      ...(transport !== 'auto' && { transport }),
      ...(oauth && { oauth }),
    });
    if (isSaved) onDone();
  };

  return (
    <SpecForm isEdit={edited !== undefined} onSubmit={submit} problem={problem} isBusy={isRunning}>
      {!edited && <NameField name={name} placeholder="tickets" isTried={isTried} onChange={setName} />}
      <TextField
        label="Address"
        hint={addressHint(edited, isElsewhere)}
        problem={isTried && !isUrl ? 'Give an address that begins with http:// or https://.' : null}
        value={url}
        autoComplete="off"
        placeholder="https://mcp.example.com/mcp"
        onChange={(event) => setUrl(event.target.value)}
      />
      <div className={styles.two}>
        <ValuesField
          label="Headers"
          further="Further headers"
          form="Name: value"
          names={edited?.headerNames ?? []}
          draft={headers}
          isAnew={isElsewhere}
          read={fields}
          isTried={isTried}
          onChange={setHeaders}
        />
        <FormField label="Transport" hint="How it is spoken to. Servers from before 2025 speak HTTP+SSE.">
          {({ className: _className, ...control }) => (
            <Select
              {...control}
              choices={transports}
              value={transport}
              onChange={(value) => setTransport(transports.find((it) => it.value === value)?.value ?? 'auto')}
            />
          )}
        </FormField>
      </div>
      <SignInFields
        draft={client}
        hasSecret={hasSecret}
        isAnew={isElsewhere}
        problem={isTried ? clientProblem : null}
        onChange={setClient}
      />
    </SpecForm>
  );
}

function addressHint(edited: UpstreamConfig | undefined, isElsewhere: boolean): string {
  if (!edited) return 'Where it wants you to sign in, you are asked once it is added.';
  if (isElsewhere) return 'Another server: keys are given anew, and you sign in again.';
  return edited.url?.includes('…')
    ? 'What shows as … is kept: leave it, or write a new value in its place.'
    : 'Another address ends a sign-in.';
}

const transports: readonly { readonly value: Transport; readonly label: string }[] = [
  { value: 'auto', label: 'Find out' },
  { value: 'streamable', label: 'Streamable HTTP' },
  { value: 'sse', label: 'HTTP+SSE' },
];
