'use server'

import { inspectSandboxLaunch } from '@/lib/domain/sandbox/inspections'
import { prepareSandboxLaunch } from '@/lib/domain/sandbox/launches'
import {
  listSandboxLaunchesInput,
  prepareSandboxLaunchInput,
  sandboxHtmlInput,
  sandboxLaunchInput,
} from '@/lib/domain/sandbox/launches.schema'
import { getSandboxLaunch, listSandboxLaunches, sanitizeSandboxHtml } from '@/lib/domain/sandbox/read'
import { callAction } from '@/lib/http/action'

export const prepareSandboxLaunchAction = callAction(prepareSandboxLaunchInput, (actor, input) =>
  prepareSandboxLaunch(actor, input),
)

export const inspectSandboxLaunchAction = callAction(sandboxLaunchInput, (actor, input) =>
  inspectSandboxLaunch(actor, input),
)

export const getSandboxLaunchAction = callAction(sandboxLaunchInput, (actor, input) =>
  getSandboxLaunch(actor, input),
)

export const listSandboxLaunchesAction = callAction(listSandboxLaunchesInput, (actor, input) =>
  listSandboxLaunches(actor, input),
)

export const sanitizeSandboxHtmlAction = callAction(sandboxHtmlInput, async (actor, input) =>
  sanitizeSandboxHtml(actor, input),
)
