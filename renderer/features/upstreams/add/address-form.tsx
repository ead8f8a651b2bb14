import { useState } from 'react';
import { upstreamName } from '../../../../contract/model.ts';
import { sentence, useCommand } from '../../../lib/use-command.ts';
import { Button } from '../../../ui/button.tsx';
import { FormField } from '../../../ui/form-field.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Select } from '../../../ui/select.tsx';
import { Words } from '../../../ui/words.tsx';
import { pairsOf } from './spec-of.ts';
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
  const named = upstreamName.safeParse(name.trim());

  const submit = async () => {
    setIsTried(true);
    if (!named.success || !isUrl || headersProblem !== null) return;
    const added = await add.run({
      kind: 'http',
      name: named.data,
      url: url.trim(),
      ...(Object.keys(values).length > 0 && { headers: values }),
      ...(transport !== 'auto' && { transport }),
    });
    if (added) onDone();
  };

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void submit(); // problems are shown below
      }}
    >
      <FormField
        label="Name"
        hint="a-z, 0-9 and -"
        problem={
          isTried && !named.success ? sentence(named.error.issues[0]?.message ?? 'unusable name') : null
        }
      >
        {(control) => (
          <input
            {...control}
            value={name}
            maxLength={32}
            autoComplete="off"
            spellCheck={false}
            placeholder="tickets"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </FormField>
      <FormField
        label="Address"
        hint="Where it wants you to sign in, you are asked once it is added."
        problem={isTried && !isUrl ? 'Give an address that begins with http:// or https://.' : null}
      >
        {(control) => (
          <input
            {...control}
            value={url}
            autoComplete="off"
            spellCheck={false}
            placeholder="https://mcp.example.com/mcp"
            onChange={(event) => setUrl(event.target.value)}
          />
        )}
      </FormField>
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
      {add.problem !== null && (
        <Notice tone="deny">
          <Words text={add.problem} />
        </Notice>
      )}
      <div className={styles.submit}>
        <Button tone="primary" type="submit" isBusy={add.isRunning}>
          Add this server
        </Button>
      </div>
    </form>
  );
}

const transports: readonly { readonly value: Transport; readonly label: string }[] = [
  { value: 'auto', label: 'Find out' },
  { value: 'streamable', label: 'Streamable HTTP' },
  { value: 'sse', label: 'HTTP+SSE' },
];
