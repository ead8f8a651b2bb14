import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { searchKeymap } from '@codemirror/search';
import { EditorState } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { useEffect, useEffectEvent, useImperativeHandle, useRef, type Ref } from 'react';
import type { ToolDefinition } from '../../../contract/model.ts';
import { policyCompletions } from './completions.ts';
import { editorTheme } from './editor-theme.ts';
import styles from './json-editor.module.css';
import type { Range } from './json-places.ts';

/** Something to say about a stretch of the text. */
export interface Remark extends Range {
  readonly level: 'error' | 'warning' | 'info';
  readonly message: string;
}

export interface EditorHandle {
  /** Leads the cursor there and into sight. */
  select(range: Range): void;
}

interface Props {
  readonly label: string;
  readonly text: string;
  /** Shown while they belong to the text as it stands. */
  readonly remarks: { readonly of: string; readonly list: readonly Remark[] };
  /** For completion. */
  readonly tools: readonly ToolDefinition[];
  readonly onChange: (text: string) => void;
  readonly onSave: () => void;
  readonly ref?: Ref<EditorHandle>;
}

/** The text of a policy. Tab leaves it, as everywhere; the cursor's line is indented by itself. */
export function JsonEditor({ label, text, remarks, tools, onChange, onSave, ref }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const changed = useEffectEvent(onChange);
  const save = useEffectEvent(onSave);
  const toolsNow = useEffectEvent(() => tools);
  const textAtStart = useEffectEvent(() => text);

  useEffect(() => {
    if (!host.current) return undefined;
    // The page's CSP refuses the style element that the editor would put into a document; in a shadow root it
    // uses constructed style sheets, which are not markup.
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const editor = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: textAtStart(),
        extensions: extensionsFor({
          label,
          tools: () => toolsNow(),
          onSave: () => save(),
          onChange: (next) => changed(next),
        }),
      }),
    });
    view.current = editor;
    return () => {
      view.current = null;
      editor.destroy();
    };
  }, [label]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() !== remarks.of) return;
    editor.dispatch(setDiagnostics(editor.state, remarks.list.map(diagnosticOf)));
  }, [remarks]);

  useImperativeHandle(
    ref,
    (): EditorHandle => ({
      select({ from, to }) {
        const editor = view.current;
        if (!editor) return;
        const within = (at: number) => Math.min(at, editor.state.doc.length);
        const selection = { anchor: within(from), head: within(to) };
        editor.dispatch({
          selection,
          effects: EditorView.scrollIntoView(selection.anchor, { y: 'center' }),
        });
        editor.focus();
      },
    }),
    [],
  );

  return <div ref={host} className={styles.host} />;
}

interface Wiring {
  readonly label: string;
  readonly tools: () => readonly ToolDefinition[];
  readonly onChange: (text: string) => void;
  readonly onSave: () => void;
}

function extensionsFor({ label, tools, onChange, onSave }: Wiring) {
  return [
    lineNumbers(),
    lintGutter(),
    foldGutter(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    drawSelection(),
    history(),
    indentOnInput(),
    indentUnit.of('  '),
    bracketMatching(),
    closeBrackets(),
    json(),
    autocompletion({ override: [policyCompletions(tools)], icons: false }),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label }),
    keymap.of([
      {
        key: 'Mod-s',
        preventDefault: true,
        run: () => {
          onSave();
          return true;
        },
      },
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...lintKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...defaultKeymap,
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onChange(update.state.doc.toString());
    }),
    editorTheme,
  ];
}

function diagnosticOf({ from, to, level, message }: Remark): Diagnostic {
  return { from, to, severity: level, message };
}
