import { useState } from 'react';
import { useCommand } from '../../../lib/use-command.ts';
import { Field } from '../../../ui/field.tsx';
import { FormField } from '../../../ui/form-field.tsx';
import { Select } from '../../../ui/select.tsx';
import { pairsOf } from './spec-of.ts';
import { nameProblemOf, SpecForm } from './spec-form.tsx';
import styles from './add-form.module.css';

type Transport = 'auto' | 'streamable' | 'sse';

/** A server that is reached over HTTP. */
export function AddressForm({ onDone }: { readonly onDone: () => void }) {
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const [headers, setHeaders] = useState('');
  const [transport, setTransport] = useState<Transport>('auto');
  const [isTried, setIsTried] = useState(false);
  const add = useCommand('upstreams.add');
  const { values, problem: headersProblem } = pairsOf(headers, ':');
  const isUrl = /^https?:$/.test(URL.parse(url.trim())?.protocol ?? '');
  const nameProblem = nameProblemOf(name);

  const submit = async () => {
    setIsTried(true);
    if (nameProblem !== null || !isUrl || headersProblem !== null) return;
    const added = await add.run({
      kind: 'http',
      name: name.trim(),
      url: url.trim(),
      ...(Object.keys(values).length > 0 && { headers: values }),
      ...(transport !== 'auto' && { transport }),
    });
    if (added) onDone();
  };

  return (
    <SpecForm onSubmit={submit} problem={add.problem} isBusy={add.isRunning}>
      <Field
        label="Name"
        hint="a-z, 0-9 and -"
        problem={isTried ? nameProblem : null}
        value={name}
        maxLength={32}
        autoComplete="off"
        spellCheck={false}
        placeholder="tickets"
        onChange={(event) => setName(event.target.value)}
      />
      <Field
        label="Address"
        hint="Where it wants you to sign in, you are asked once it is added."
        problem={isTried && !isUrl ? 'Give an address that begins with http:// or https://.' : null}
        value={url}
        autoComplete="off"
        spellCheck={false}
        placeholder="https://mcp.example.com/mcp"
        onChange={(event) => setUrl(event.target.value)}
      />
      <div className={styles.two}>
        <FormField
          label="Headers"
          hint="Name: value, one a line. Kept in the secret store."
          problem={headersProblem}
        >
          {(control) => (
            <textarea
              {...control}
              rows={3}
              value={headers}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setHeaders(event.target.value)}
            />
          )}
        </FormField>
        <FormField label="Transport" hint="Older servers speak HTTP+SSE.">
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
    </SpecForm>
  );
}

const transports: readonly { readonly value: Transport; readonly label: string }[] = [
  { value: 'auto', label: 'Find out' },
  { value: 'streamable', label: 'Streamable HTTP' },
  { value: 'sse', label: 'HTTP+SSE' },
];
