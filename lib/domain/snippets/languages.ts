/** A module that a piece of a file imports, with the names that it takes from it, where the language names them. */
export type Import = { module: string; names: readonly string[] }

export type Language = {
  label: string
  /** What the copied file is saved as. */
  fileName: string
  /** The end of the names of its files in docs/snippets. */
  extension: string
  run: (port: number) => string
  /** The commands of another runtime that takes the same file. */
  alternative?: { build: string; run: string }
  comment: '//' | '#'
  /** What every file of it begins with. */
  opening: string
  /** An entry of the table of paths. */
  writeRoute: (path: string, name: string) => string
  readImports: (text: string) => { imports: Import[]; rest: string }
  writeImports: (imports: readonly Import[]) => string
  /** Whether code needs what it imports, where the language asks for that. */
  isUsed: (imported: Import, code: string) => boolean
}

const always = () => true

export const languages = {
  node: {
    label: 'Node.js',
    fileName: 'receiver.mjs',
    extension: 'mjs',
    run: () => 'node receiver.mjs',
    comment: '//',
    opening: '',
    writeRoute: (path, name) => `[${quote(path)}, '${name}'],`,
    readImports: readLines(/^import \{ (?<names>.+) \} from '(?<module>.+)'\n/gm),
    writeImports: writeLines(({ module, names }) => `import { ${names.join(', ')} } from '${module}'`),
    isUsed: always,
  },
  python: {
    label: 'Python',
    fileName: 'receiver.py',
    extension: 'py',
    run: () => 'python3 receiver.py',
    comment: '#',
    opening: '',
    writeRoute: (path, name) => `${JSON.stringify(path)}: "${name}",`,
    readImports: readLines(/^(?:import|from) (?<module>[\w.]+)(?: import (?<names>.+))?\n/gm),
    writeImports: writeLines(({ module, names }) =>
      names.length > 0 ? `from ${module} import ${names.join(', ')}` : `import ${module}`,
    ),
    isUsed: always,
  },
  php: {
    label: 'PHP',
    fileName: 'receiver.php',
    extension: 'php',
    run: (port) => `php -S 127.0.0.1:${port} receiver.php`,
    comment: '//',
    opening: '<?php',
    writeRoute: (path, name) => `${quote(path)} => '${name}',`,
    readImports: (text) => ({ imports: [], rest: text }),
    writeImports: () => '',
    isUsed: always,
  },
  ruby: {
    label: 'Ruby',
    fileName: 'receiver.rb',
    extension: 'rb',
    run: () => 'ruby receiver.rb',
    comment: '#',
    opening: '',
    writeRoute: (path, name) => `${quote(path)} => '${name}',`,
    readImports: readLines(/^require '(?<module>.+)'\n/gm),
    writeImports: writeLines(({ module }) => `require '${module}'`),
    isUsed: always,
  },
  go: {
    label: 'Go',
    fileName: 'receiver.go',
    extension: 'go',
    run: () => 'go run receiver.go',
    comment: '//',
    opening: 'package main',
    writeRoute: (path, name) => `${JSON.stringify(path)}: "${name}",`,
    readImports: readGoImports,
    writeImports: (imports) => `import (\n${imports.map(({ module }) => `\t"${module}"\n`).join('')})`,
    // A package that nothing uses is an error.
    isUsed: ({ module }, code) => new RegExp(`\\b${module.split('/').at(-1)}\\.`).test(code),
  },
  java: {
    label: 'Java',
    fileName: 'Receiver.java',
    extension: 'java',
    run: () => 'java Receiver.java',
    comment: '//',
    opening: '',
    writeRoute: (path, name) => `ROUTES.put(${JSON.stringify(path)}, "${name}");`,
    readImports: readLines(/^import (?<module>[\w.]+);\n/gm),
    writeImports: writeLines(({ module }) => `import ${module};`),
    isUsed: ({ module }, code) => new RegExp(`\\b${module.split('.').at(-1)}\\b`).test(code),
  },
  csharp: {
    label: 'C#',
    fileName: 'Receiver.cs',
    extension: 'cs',
    run: () => 'dotnet run Receiver.cs',
    alternative: { build: 'mcs Receiver.cs', run: 'mono Receiver.exe' },
    comment: '//',
    opening: '',
    writeRoute: (path, name) => `{ ${JSON.stringify(path)}, "${name}" },`,
    readImports: readLines(/^using (?<module>[\w.]+);\n/gm),
    writeImports: writeLines(({ module }) => `using ${module};`),
    isUsed: always,
  },
} as const satisfies Record<string, Language>

export type LanguageId = keyof typeof languages
export const languageIds = Object.keys(languages) as LanguageId[]

export function languageOf(id: LanguageId): Language {
  return languages[id]
}

/** By lines with the groups `module` and, where there are any, `names`. */
function readLines(line: RegExp): Language['readImports'] {
  return (text) => ({ imports: [...text.matchAll(line)].map(toImport), rest: text.replace(line, '') })
}

function readGoImports(text: string): ReturnType<Language['readImports']> {
  const block = /^import (?:\(\n(?:\t.*\n)+\)|".+")\n/m.exec(text)?.[0] ?? ''
  return { imports: [...block.matchAll(/"(?<module>.+)"/g)].map(toImport), rest: text.replace(block, '') }
}

function toImport({ groups }: RegExpMatchArray): Import {
  return { module: groups?.module ?? '', names: groups?.names?.split(', ') ?? [] }
}

function writeLines(write: (imported: Import) => string): Language['writeImports'] {
  return (imports) => imports.map(write).join('\n')
}

/** A text between single quotes, in which nothing is interpolated. */
function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}
