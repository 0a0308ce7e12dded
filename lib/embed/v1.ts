import { defineTabs } from '@/lib/embed/element'

// What `<script src="…/embed/v1.js">` runs.
defineTabs(document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : undefined)
