import { type Actor, requirePartner } from '@/lib/auth/permissions'
import {
  compareManifests,
  findManifestProblems,
  type ManifestChange,
  manifestLengthMax,
  toManifest,
} from '@/lib/domain/api/manifest.schema'
import { fieldsOfSettings, widgetSettings } from '@/lib/domain/protocols/widget-settings.schema'
import { getWidget } from '@/lib/domain/widgets/read'
import { AppError } from '@/lib/errors'
import { env } from '@/lib/server/env'

/** What the newest version of a widget says, by the names of the JSON API. */
export function describeWidget({ current, protocol }: Awaited<ReturnType<typeof getWidget>>) {
  const settings = widgetSettings.parse(current.settings)
  const { redirectUris: _, ...addresses } = fieldsOfSettings(settings)
  return {
    ...current,
    ...addresses,
    ...(settings.redirectUris ? { redirectUris: settings.redirectUris } : {}),
    protocol,
  }
}

/** A widget as a file, without a secret. @throws AppError not_found */
export async function exportWidget(actor: Actor, input: { widgetId: string }) {
  const widget = await getWidget(actor, input)
  return { name: widget.current.name, manifest: toManifest(describeWidget(widget), env().PORTAL_ORIGIN) }
}

const problemsShown = 5

/**
 * Reads a file as text, and says what it would change in a widget; nothing is changed.
 * @throws AppError invalid_input, payload_too_large, not_found, wrong_state for a widget of another protocol
 */
export async function readManifest(
  actor: Actor,
  input: { text: string; widgetId?: string | undefined },
): Promise<{ manifest: Record<string, unknown>; changes: ManifestChange[] }> {
  requirePartner(actor, input.widgetId ? 'widget.update' : 'widget.create')
  if (input.text.length > manifestLengthMax)
    throw new AppError(
      'payload_too_large',
      `A widget’s file has at most ${manifestLengthMax.toLocaleString('en')} characters.`,
    )
  const manifest = parseManifest(input.text)
  if (!input.widgetId) return { manifest, changes: [] }
  const widget = describeWidget(await getWidget(actor, { widgetId: input.widgetId }))
  if (manifest.protocol !== widget.protocol)
    throw new AppError(
      'wrong_state',
      `This file describes a ${manifest.protocol} widget. This widget uses ${widget.protocol}, and a widget’s protocol cannot change.`,
    )
  return { manifest, changes: compareManifests(widget, manifest) }
}

function parseManifest(text: string): Record<string, unknown> {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    throw new AppError('invalid_input', 'This file is not JSON.')
  }
  const problems = findManifestProblems(content)
  if (problems.length > 0)
    throw new AppError(
      'invalid_input',
      `This file does not describe a widget. ${problems.slice(0, problemsShown).join(' ')}`,
    )
  return content as Record<string, unknown>
}
