// How the panel looks. Its colours are the popup's.

export const style = `
.panel {
  --paper: light-dark(#ffffff, #24252d);
  --hover: light-dark(#eef0f8, #33353f);
  --ink: light-dark(#1c1d22, #eceef4);
  --soft: light-dark(#5c5f6b, #a7abb9);
  --rule: light-dark(#d9dce6, #434653);
  --accent: light-dark(#4353cf, #93a1ff);
  --on-accent: light-dark(#ffffff, #14162b);
  --added: light-dark(#10683f, #7ee0b0);
  --added-paper: light-dark(#dff5e8, #1d3b2f);
  --removed: light-dark(#9d2c23, #ff9c91);
  --bad: light-dark(#b3261e, #ff9c91);
  all: initial;
  color-scheme: inherit;
  position: fixed;
  box-sizing: border-box;
  display: flex;
  flex-direction: column;
  width: 340px;
  max-width: calc(100% - 16px);
  overflow: auto;
  overscroll-behavior: contain;
  border: 1px solid var(--rule);
  border-radius: 12px;
  background: var(--paper);
  box-shadow: 0 1px 3px rgb(0 0 0 / 12%), 0 10px 32px rgb(0 0 0 / 22%);
  color: var(--ink);
  font: 14px/1.45 system-ui, sans-serif;
  outline: none;
}
.panel:not([data-stage="choose"]) { width: 484px }
.panel *, .panel ::before, .panel ::after { box-sizing: border-box }
.panel [hidden] { display: none !important }
.choose, .answer { display: flex; flex-direction: column; min-height: 0 }
.list { display: flex; flex-direction: column; padding: 6px; overflow: auto; min-height: 76px; overscroll-behavior: contain }
.row { display: flex; align-items: center; gap: 6px }
button, input, select { margin: 0; color: inherit; font: inherit; letter-spacing: inherit }
button { cursor: default }
.list button {
  flex: 1 0 auto;
  min-height: 32px;
  padding: 5px 10px;
  border: 0;
  border-radius: 7px;
  background: none;
  text-align: start;
}
.row > button { flex: 1 1 auto }
.private::after, .title::after { content: var(--words) }
.list button:hover { background: var(--hover) }
.list button:focus { background: var(--accent); color: var(--on-accent); outline: none }
select {
  flex: 0 1 auto;
  min-width: 0;
  max-width: 55%;
  min-height: 28px;
  padding: 2px 4px;
  border: 1px solid var(--rule);
  border-radius: 7px;
  background: var(--paper);
}
.free { display: flex; flex: none; gap: 6px; padding: 8px; border-top: 1px solid var(--rule) }
input {
  flex: 1;
  min-width: 0;
  min-height: 32px;
  padding: 5px 9px;
  border: 1px solid var(--rule);
  border-radius: 8px;
  background: var(--paper);
}
input::placeholder { color: var(--soft); opacity: 1 }
.ask { flex: none; width: 34px; border: 0; border-radius: 8px; background: var(--accent); color: var(--on-accent) }
.ask::before { content: "→"; font-weight: 600 }
[dir="rtl"] .ask::before { content: "←" }
header { display: flex; flex: none; align-items: baseline; gap: 12px; padding: 10px 14px 0 }
p { margin: 0; overflow-wrap: anywhere }
.title { flex: 1; min-width: 0; overflow: hidden; font-weight: 600; text-overflow: ellipsis; white-space: nowrap }
.part, .note, .advice { color: var(--soft); font-size: 13px }
.part { flex: none }
.diff {
  flex: 0 1 auto;
  min-height: 58px;
  max-height: 300px;
  margin: 8px 8px 0;
  padding: 6px;
  overflow: auto;
  overscroll-behavior: contain;
  border-radius: 8px;
  font-size: 15px;
  line-height: 1.55;
  white-space: pre-wrap;
  overflow-wrap: anywhere;
  text-align: start;
}
.diff ::after { content: var(--words) }
.diff del { color: var(--removed); text-decoration: line-through }
.diff ins {
  border-radius: 3px;
  background: var(--added-paper);
  color: var(--added);
  text-decoration: underline;
  text-decoration-thickness: 1.5px;
  text-underline-offset: 3px;
  font-weight: 500;
  box-decoration-break: clone;
  -webkit-box-decoration-break: clone;
}
.diff del + ins { margin-inline-start: 3px }
.diff s { color: var(--soft); text-decoration: none; opacity: 0.75 }
.note, .problem { flex: none; padding: 6px 14px 0 }
.note:empty { padding: 0 }
.problem p:first-child { color: var(--bad); font-weight: 500 }
.buttons { display: flex; flex: none; flex-wrap: wrap; gap: 6px; padding: 10px 14px 12px }
.buttons button {
  min-height: 32px;
  padding: 4px 11px;
  border: 1px solid var(--rule);
  border-radius: 8px;
  background: var(--paper);
}
.buttons .main { border-color: transparent; background: var(--accent); color: var(--on-accent); font-weight: 600 }
.buttons .last { margin-inline-start: auto }
.buttons button:hover { background: var(--hover) }
.buttons .main:hover { background: var(--accent); filter: brightness(1.08) }
.advice { flex: none; padding: 8px 14px 10px; border-top: 1px solid var(--rule) }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
.diff:focus-visible { outline-width: 1px; outline-offset: 0 }
@media (max-height: 360px) {
  .list, .diff { flex: none; max-height: none; overflow: visible }
}
@media (forced-colors: active) {
  .panel { border-color: CanvasText }
  .list button:focus { background: Highlight; color: HighlightText }
  .buttons .main { border-color: ButtonText }
}
`;
