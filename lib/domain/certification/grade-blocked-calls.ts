import type { LoadedScript } from '@/lib/domain/certification/find-leaks'
import { inlineScripts } from '@/lib/domain/certification/judge-page'
import type { Grade, Result } from '@/lib/domain/certification/result'
import { type CertificationTarget, isFrame } from '@/lib/domain/certification/target'
import { frameFeatures } from '@/lib/domain/widgets/widgets.schema'

/** What a page calls that its frame must be permitted, by the permission's name. Every repetition is bounded: pages are strangers' text. */
const permissions: { permission: string; call: string; pattern: RegExp }[] = [
  {
    permission: 'clipboard-read',
    call: 'navigator.clipboard.read',
    pattern: /clipboard\??\.read(?:Text)?\s{0,9}\(/,
  },
  {
    permission: 'clipboard-write',
    call: 'navigator.clipboard.write',
    pattern: /clipboard\??\.write(?:Text)?\s{0,9}\(/,
  },
  {
    permission: 'camera',
    call: 'getUserMedia',
    pattern: /getUserMedia\s{0,9}\([^)]{0,200}\bvideo\b/,
  },
  {
    permission: 'microphone',
    call: 'getUserMedia',
    pattern: /getUserMedia\s{0,9}\([^)]{0,200}\baudio\b/,
  },
  { permission: 'display-capture', call: 'getDisplayMedia', pattern: /getDisplayMedia\s{0,9}\(/ },
  {
    permission: 'geolocation',
    call: 'navigator.geolocation',
    pattern: /geolocation\??\.(?:getCurrentPosition|watchPosition)\s{0,9}\(/,
  },
  { permission: 'storage-access', call: 'requestStorageAccess', pattern: /requestStorageAccess\s{0,9}\(/ },
  { permission: 'fullscreen', call: 'requestFullscreen', pattern: /requestFullscreen\s{0,9}\(/ },
]

/** A dialog of the browser, called by itself or by the window's name: `x.confirm(` is the page's own. */
const dialog =
  /(?<![\w$.]|function )(?:(?:window|self|globalThis|top|parent)\.)?(alert|confirm|prompt|print)\s{0,9}\(/g

/** Whether the scripts of accepted pages call what the CRM's frame blocks: dialogs, and what needs a permission that was not requested. */
export function gradeBlockedCalls(
  accepted: readonly Result[],
  scripts: readonly LoadedScript[],
  target: CertificationTarget,
): Grade {
  const pages = accepted.flatMap(({ case: { endpoint }, exchange }) =>
    exchange && isFrame(target, endpoint) ? [exchange] : [],
  )
  const [first] = pages
  if (!first) return { outcome: 'skipped', detail: 'No page was opened in a frame.' }
  const texts = [...pages.map(inlineScripts), ...scripts.map(({ text }) => text)]
  const found = [...describeDialogs(texts), ...describePermissions(texts, target.allow ?? [])]
  if (found.length > 0) return { outcome: 'failed', detail: found.join(' '), exchange: first }
  return { outcome: 'passed', detail: 'No script opens a dialog or needs another permission.' }
}

function describeDialogs(texts: readonly string[]): string[] {
  const names = new Set(texts.flatMap((text) => [...text.matchAll(dialog)].map(([, name]) => `${name}()`)))
  if (names.size === 0) return []
  return [
    `Dialogs are blocked in the frame: ${[...names].join(', ')} does nothing there. Ask in the page instead.`,
  ]
}

function describePermissions(texts: readonly string[], allow: readonly string[]): string[] {
  const offered: readonly string[] = frameFeatures
  return permissions
    .filter(
      ({ permission, pattern }) => !allow.includes(permission) && texts.some((text) => pattern.test(text)),
    )
    .map(({ permission, call }) =>
      offered.includes(permission)
        ? `${call} needs the permission ${permission}: request it when you register the widget.`
        : `${call} needs the permission ${permission}, which widgets can’t request here. The frame blocks the call.`,
    )
}
