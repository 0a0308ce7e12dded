/** A module that a piece of a file imports, with the names that it takes from it, where the language names them. */
export type Import = { module: string; names: readonly string[] }

export type Language = {
  label: string
  /** What the copied file is saved as. */
  fileName: string
  /** The end of the names of its files in docs/snippets. */
  extension: string
  run: (port: number) => string
  comment: '//' | '#'
  /** What every file of it begins with. */
  opening: string
  /** An entry of the table of paths. */
  writeRoute: (path: string, name: string) => string
  /** The lines that import, by the groups `module` and `names`. */
  importLine: RegExp | null
  writeImport: (imported: Import) => string
}

export const languages = {
  node: {
    label: 'Node.js',
    fileName: 'receiver.mjs',
    extension: 'mjs',
    run: () => 'node receiver.mjs',
    comment: '//',
    opening: '',
    writeRoute: (path, name) => `[${quote(path)}, '${name}'],`,
    importLine: /^import \{ (?<names>.+) \} from '(?<module>.+)'\n/gm,
    writeImport: ({ module, names }) => `import { ${names.join(', ')} } from '${module}'`,
  },
  python: {
    label: 'Python',
    fileName: 'receiver.py',
    extension: 'py',
    run: () => 'python3 receiver.py',
    comment: '#',
    opening: '',
    writeRoute: (path, name) => `${JSON.stringify(path)}: "${name}",`,
    importLine: /^(?:import|from) (?<module>[\w.]+)(?: import (?<names>.+))?\n/gm,
    writeImport: ({ module, names }) =>
      names.length > 0 ? `from ${module} import ${names.join(', ')}` : `import ${module}`,
  },
  php: {
    label: 'PHP',
    fileName: 'receiver.php',
    extension: 'php',
    run: (port) => `php -S 127.0.0.1:${port} receiver.php`,
    comment: '//',
    opening: '<?php',
    writeRoute: (path, name) => `${quote(path)} => '${name}',`,
    importLine: null,
    writeImport: () => '',
  },
  ruby: {
    label: 'Ruby',
    fileName: 'receiver.rb',
    extension: 'rb',
    run: () => 'ruby receiver.rb',
    comment: '#',
    opening: '',
    writeRoute: (path, name) => `${quote(path)} => '${name}',`,
    importLine: /^require '(?<module>.+)'\n/gm,
    writeImport: ({ module }) => `require '${module}'`,
  },
} as const satisfies Record<string, Language>

export type LanguageId = keyof typeof languages
export const languageIds = Object.keys(languages) as LanguageId[]

export function languageOf(id: LanguageId): Language {
  return languages[id]
}

/** A text between single quotes, in which nothing is interpolated. */
function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}
