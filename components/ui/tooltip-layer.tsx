'use client'

import { useEffect, useRef } from 'react'

const hoverDelayMs = 350
const gap = 6
const tipId = 'tooltip'

/**
 * Shows the text of the `data-tip` under the pointer or the focus: one popover for the whole page, above
 * everything, put away by Escape. The text can be hovered itself, as WCAG 1.4.13 asks.
 */
export function TooltipLayer() {
  const layer = useRef<HTMLDivElement>(null)

  useEffect(() => (layer.current ? watchTips(layer.current) : undefined), [])

  return (
    <div
      ref={layer}
      id={tipId}
      role="tooltip"
      popover="manual"
      className="fixed inset-auto m-0 max-w-72 rounded-md bg-ink px-2 py-1 text-canvas text-xs"
    />
  )
}

/** Listens until the returned function is called. */
function watchTips(layer: HTMLElement): () => void {
  const controller = new AbortController()
  let owner: Element | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  function show(holder: HTMLElement, control: Element) {
    hide()
    if (!control.isConnected) return
    owner = control
    layer.textContent = holder.dataset.tip ?? ''
    // A button's own name is not repeated as its description.
    const isName = control.getAttribute('aria-label') === layer.textContent
    if (!isName && !control.hasAttribute('aria-describedby')) control.setAttribute('aria-describedby', tipId)
    layer.showPopover()
    placeBeside(layer, control)
  }

  function hide() {
    clearTimeout(timer)
    if (owner?.getAttribute('aria-describedby') === tipId) owner.removeAttribute('aria-describedby')
    owner = null
    if (layer.matches(':popover-open')) layer.hidePopover()
  }

  function enter(event: PointerEvent) {
    if (event.pointerType === 'touch' || !(event.target instanceof Element)) return
    const found = findTip(event.target)
    if (!found) return
    if (found.control === owner) return clearTimeout(timer)
    clearTimeout(timer)
    timer = setTimeout(() => show(found.holder, found.control), hoverDelayMs)
  }

  function leave(event: PointerEvent) {
    if (!(event.target instanceof Element) || (!findTip(event.target) && event.target !== layer)) return
    const next = event.relatedTarget
    if (next instanceof Element && (next === layer || findTip(next)?.control === owner))
      return clearTimeout(timer)
    clearTimeout(timer)
    timer = setTimeout(hide, 100)
  }

  function focus(event: FocusEvent) {
    if (!(event.target instanceof Element) || !event.target.matches(':focus-visible')) return
    const found = findTip(event.target)
    if (!found) return
    clearTimeout(timer)
    // A popover that closes gives the focus back in the middle of closing, when none may open.
    timer = setTimeout(() => show(found.holder, found.control))
  }

  const options = { signal: controller.signal }
  document.addEventListener('pointerover', enter, options)
  document.addEventListener('pointerout', leave, options)
  document.addEventListener('pointerdown', hide, options)
  document.addEventListener('focusin', focus, options)
  document.addEventListener('focusout', hide, options)
  document.addEventListener('scroll', hide, { ...options, capture: true, passive: true })
  document.addEventListener('keydown', (event) => event.key === 'Escape' && hide(), options)
  return () => {
    controller.abort()
    clearTimeout(timer)
  }
}

function findTip(target: Element): { holder: HTMLElement; control: Element } | null {
  const holder = target.closest<HTMLElement>('[data-tip]')
  if (!holder) return null
  const control = holder.matches('button, a') ? holder : (holder.firstElementChild ?? holder)
  return { holder, control }
}

function placeBeside(layer: HTMLElement, control: Element) {
  const anchor = control.getBoundingClientRect()
  const { width, height } = layer.getBoundingClientRect()
  const left = anchor.left + anchor.width / 2 - width / 2
  const below = anchor.bottom + gap
  const top = below + height > innerHeight ? anchor.top - gap - height : below
  layer.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`
  layer.style.top = `${top}px`
}
