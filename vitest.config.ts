import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig(({ mode }) => ({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)) } },
  test: {
    include: ['{app,cli,components,demo,lib,scripts,test}/**/*.test.ts'],
    globalSetup: ['test/database-template.ts'],
    setupFiles: ['test/environment.ts'],
    // Each file has its own. Threads share what V8 compiled of Prisma's WebAssembly: a fifth less work than processes.
    pool: 'threads',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    unstubEnvs: true,
    env: mode === 'drill' ? { DRILL: '1' } : {},
  },
}))
