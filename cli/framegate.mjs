#!/usr/bin/env node
import { fileURLToPath } from 'node:url'
import { register } from 'tsx/esm/api'

// The command line for partners: it needs no account, no database and no build.

// Its own tsconfig.json, wherever it is called from.
register({ tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) })
await import('./framegate.ts')
