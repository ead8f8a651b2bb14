import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** The editor in the colours of the console: all of them are tokens, so both themes come by themselves. */
export const editorTheme = [
  EditorView.theme({
    '&': {
      height: '100%',
      backgroundColor: 'var(--surface)',
      color: 'var(--ink)',
      fontSize: 'var(--text-s)',
    },
    '&.cm-focused': { outline: 'none' },
    '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55', scrollbarWidth: 'thin' },
    '.cm-content': { padding: '0.5rem 0', caretColor: 'var(--ink)' },
    '.cm-cursor': { borderLeftColor: 'var(--ink)' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
      backgroundColor: 'var(--accent-fill)',
    },
    '.cm-gutters': {
      border: '0',
      borderRight: '1px solid var(--line)',
      backgroundColor: 'var(--sunken)',
      color: 'var(--ink-faint)',
    },
    '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
    '&.cm-focused .cm-activeLine, &.cm-focused .cm-activeLineGutter': {
      backgroundColor: 'color-mix(in srgb, var(--hover) 60%, transparent)',
    },
    '&.cm-focused .cm-matchingBracket': {
      backgroundColor: 'var(--selected)',
      outline: '1px solid var(--accent)',
    },
    '.cm-foldPlaceholder': { border: '0', backgroundColor: 'var(--sunken)', color: 'var(--ink-soft)' },
    '.cm-lintRange': { backgroundImage: 'none', padding: '0' },
    '.cm-lintRange-error': { textDecoration: 'underline wavy var(--deny)', textUnderlineOffset: '3px' },
    '.cm-lintRange-warning': { textDecoration: 'underline wavy var(--ask)', textUnderlineOffset: '3px' },
    '.cm-lintRange-info': { textDecoration: 'underline dotted var(--info)', textUnderlineOffset: '3px' },
    '.cm-lintRange-active': { backgroundColor: 'var(--hover)' },
    '.cm-lint-marker': {
      width: '0.6em',
      height: '0.6em',
      margin: '0.45em 0.2em',
      borderRadius: '50%',
      content: 'none',
    },
    '.cm-lint-marker-error': { backgroundColor: 'var(--deny)' },
    '.cm-lint-marker-warning': { backgroundColor: 'var(--ask)' },
    '.cm-lint-marker-info': { backgroundColor: 'var(--info)' },
    '.cm-tooltip': {
      maxWidth: '24rem',
      border: '1px solid var(--line)',
      borderRadius: 'var(--radius)',
      backgroundColor: 'var(--raised)',
      color: 'var(--ink)',
      boxShadow: 'var(--shadow-l)',
      fontFamily: 'var(--font)',
      fontSize: 'var(--text-s)',
    },
    '.cm-diagnostic': {
      padding: '0.25rem 0.5rem',
      borderLeft: '3px solid var(--line-strong)',
      whiteSpace: 'pre-wrap',
    },
    '.cm-diagnostic-error': { borderLeftColor: 'var(--deny)' },
    '.cm-diagnostic-warning': { borderLeftColor: 'var(--ask)' },
    '.cm-diagnostic-info': { borderLeftColor: 'var(--info)' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', maxHeight: '14rem' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '0.125rem 0.5rem' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
      backgroundColor: 'var(--selected)',
      color: 'var(--ink)',
    },
    '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
    '.cm-completionInfo': { padding: '0.25rem 0.5rem' },
    '.cm-snippetField': { backgroundColor: 'var(--hover)' },
    '.cm-panels': { borderColor: 'var(--line)', backgroundColor: 'var(--sunken)', color: 'var(--ink)' },
    '.cm-panel.cm-search': { padding: '0.5rem', fontFamily: 'var(--font)' },
    '.cm-textfield, .cm-button': {
      border: '1px solid var(--line-strong)',
      borderRadius: 'var(--radius)',
      backgroundColor: 'var(--surface)',
      backgroundImage: 'none',
      color: 'var(--ink)',
      fontSize: 'var(--text-xs)',
    },
    '.cm-searchMatch': { backgroundColor: 'var(--ask-wash)', outline: '1px solid var(--ask)' },
    '.cm-searchMatch-selected': { backgroundColor: 'var(--accent-fill)' },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: tags.propertyName, color: 'var(--syntax-name)' },
      { tag: tags.string, color: 'var(--syntax-text)' },
      { tag: tags.number, color: 'var(--syntax-number)' },
      { tag: [tags.bool, tags.null], color: 'var(--syntax-word)' },
      { tag: [tags.brace, tags.squareBracket, tags.separator], color: 'var(--ink-soft)' },
    ]),
  ),
];
