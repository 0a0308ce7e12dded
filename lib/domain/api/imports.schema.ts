import { z } from 'zod'
import { nextCursor } from '@/lib/domain/api/parts.schema'
import {
  importFormats,
  importModes,
  importStates,
  matchKeys,
  recordTypes,
} from '@/lib/domain/imports/imports.schema'

// Imports and exports as the JSON API takes and answers them.

export const importQuery = z.object({
  type: z.enum(recordTypes).describe('What the rows are.'),
  mode: z
    .enum(importModes)
    .default('apply')
    .describe('validate reads the file, counts what it would do, and writes nothing.'),
  match: z
    .enum(matchKeys)
    .default('external_id')
    .describe('By what a row finds its record: external_id, or email where a row has no external ID.'),
})

export const importParams = z.object({ importId: z.string().regex(/^imp_\w{1,40}$/) })

export const importAnswer = z.object({
  id: z.string(),
  type: z.enum(recordTypes),
  mode: z.enum(importModes),
  state: z.enum(importStates),
  rows: z.number().int().describe('How many rows were read so far; at the end, of the file.'),
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  failed: z.number().int(),
  ignoredColumns: z.array(z.string()).describe('Headers of a CSV file that name no field.'),
  failure: z
    .object({ code: z.string(), message: z.string(), line: z.number().int().nullable() })
    .nullable()
    .describe('Why the import ended before the end of its file.'),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
})

export const importsAnswer = z.object({ imports: z.array(importAnswer), nextCursor })

export const exportQuery = z.object({
  type: z.enum(recordTypes).describe('What to export.'),
  format: z.enum(importFormats).default('csv').describe('csv for spreadsheets, ndjson for programs.'),
})

/** A file that a page of the portal sends. */
export const uploadQuery = z.object({ type: z.enum(recordTypes), name: z.string().max(300).optional() })
