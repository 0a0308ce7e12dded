/** As a constructed sheet, which a page's policy does not have to allow. */
export const style = `
:host{display:flex;flex-direction:column;min-height:24rem;color-scheme:light dark;
font:var(--framegate-font,0.875rem/1.4 system-ui,sans-serif);color:var(--framegate-ink,light-dark(#1a1d21,#e8eaed))}
:host([hidden]){display:none}
:host([theme=light]){color-scheme:light}
:host([theme=dark]){color-scheme:dark}
[role=tablist]{contain:inline-size;display:flex;gap:.25rem;overflow-x:auto;border-bottom:1px solid var(--framegate-line,light-dark(#d5d9de,#3a3f45))}
[role=tablist]:empty{display:none}
[role=tab]{flex:none;max-width:16rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;padding:.5rem .75rem;border:0;
border-bottom:2px solid transparent;background:none;color:inherit;font:inherit;cursor:pointer}
[role=tab][aria-selected=true]{border-bottom-color:var(--framegate-accent,light-dark(#2456c9,#86aef9))}
:focus-visible{outline:2px solid var(--framegate-accent,light-dark(#2456c9,#86aef9));outline-offset:-2px}
[part=room]{display:grid;grid-template:minmax(0,1fr)/minmax(0,1fr);flex:1;min-height:0}
[part=room]>*{grid-area:1/1}
[role=tabpanel]{position:relative}
[part~=said]{display:flex;flex-direction:column}
[part=room]:has([part~=failure]){grid-template:auto minmax(0,1fr)/minmax(0,1fr)}
[part~=failure]+[role=tabpanel]{grid-area:2/1}
[role=tabpanel]:not(.open){visibility:hidden}
iframe{position:absolute;inset:0;width:100%;height:100%;border:0}
[part=message]{margin:0;padding:.75rem;white-space:pre-line}
[part=message]:empty{display:none}
[part=notice]{margin:0;padding:.5rem .75rem;border-bottom:1px solid var(--framegate-line,light-dark(#d5d9de,#3a3f45))}
[part=notice]:empty{display:none}
[part=retry]{align-self:start;margin:0 .75rem .75rem;font:inherit;padding:.375rem .75rem}
[hidden]{display:none!important}
`
