import { EditorView } from '@codemirror/view';

/**
 * Writes typed text into the state by itself. Left alone, Chrome first puts it into the page, now and then dressed in
 * an element with a style of its own, which the page's CSP refuses and reports.
 */
export const plainTyping = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const text = event.data;
    if (event.inputType !== 'insertText' || text === null || view.composing || view.state.readOnly)
      return false;
    const { from, to } = view.state.selection.main;
    const insert = () =>
      view.state.update(view.state.replaceSelection(text), { userEvent: 'input.type', scrollIntoView: true });
    // As the editor does: whoever closes brackets may want to handle it.
    const isHandled = view.state
      .facet(EditorView.inputHandler)
      .some((handle) => handle(view, from, to, text, insert));
    if (!isHandled) view.dispatch(insert());
    event.preventDefault();
    return true;
  },
});
