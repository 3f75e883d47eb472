export { EditorState, StateEffect, StateField, Compartment } from "@codemirror/state";
export {
  EditorView, Decoration, keymap, lineNumbers, highlightActiveLine, highlightActiveLineGutter,
  drawSelection, highlightSpecialChars, placeholder, hoverTooltip, WidgetType,
} from "@codemirror/view";
export { HighlightStyle, syntaxHighlighting, indentUnit, bracketMatching, foldGutter } from "@codemirror/language";
export { yaml } from "@codemirror/lang-yaml";
export { setDiagnostics, lintGutter, lintKeymap, forceLinting, linter } from "@codemirror/lint";
export { autocompletion, completionKeymap, closeBrackets } from "@codemirror/autocomplete";
export { defaultKeymap, history, historyKeymap, undo, redo } from "@codemirror/commands";
export { tags } from "@lezer/highlight";
