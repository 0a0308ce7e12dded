import { createHash } from 'node:crypto'

/** The styles of every document that connectors answer with. */
export const frameStyle = `:root{color-scheme:light dark;--line:#d9d9d6;--dim:#5f5f5b;--link:#1f5fbf}
@media(prefers-color-scheme:dark){:root{--line:#3a3a38;--dim:#a5a5a0;--link:#8ab4f8}}
body{margin:0;font:14px/1.5 system-ui,sans-serif}main{padding:16px;max-width:44rem}
header{display:flex;flex-wrap:wrap;gap:4px 16px;align-items:baseline;justify-content:space-between}
h1{font-size:18px;margin:0;overflow-wrap:anywhere}h2{font-size:14px;margin:16px 0 4px}
dl{display:grid;grid-template-columns:6rem minmax(0,1fr);gap:4px 12px;margin:12px 0;border-top:1px solid var(--line);padding-top:12px}
dt,small{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}a{color:var(--link)}
ul{list-style:none;margin:0;padding:0}li{border-top:1px solid var(--line);padding:8px 0;overflow-wrap:anywhere}small{margin-left:8px}li p{margin:4px 0 0;white-space:pre-wrap}
form{display:flex;gap:8px;margin:0 0 12px}form.list{display:block}input{flex:1;min-width:0}input,button{font:inherit;padding:6px 10px;border:1px solid var(--line);border-radius:6px;background:transparent;color:inherit}
button{cursor:pointer}button.main{background:var(--link);border-color:var(--link);color:Canvas}button:disabled{opacity:.6;cursor:default}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}button.row{display:block;width:100%;text-align:left;border:0;padding:0;color:var(--link)}
pre{margin:4px 0 8px;font:inherit;white-space:pre-wrap;overflow-wrap:anywhere;color:var(--dim)}.bar{display:flex;flex-wrap:wrap;gap:8px;align-items:center;margin:12px 0}`

/** The source of exactly these styles: a page may show such a document in a frame that takes on the page's policy. */
export const frameStyleSource = `'sha256-${createHash('sha256').update(frameStyle).digest('base64')}'`
