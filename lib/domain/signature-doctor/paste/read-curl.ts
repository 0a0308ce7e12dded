import type { PastedRequest } from '@/lib/domain/signature-doctor/paste/pasted-request'
import { readHeaderLines } from '@/lib/domain/signature-doctor/paste/read-headers'
import { splitShell } from '@/lib/domain/signature-doctor/paste/split-shell'
import { isWindowsCommand, splitWindows } from '@/lib/domain/signature-doctor/paste/split-windows'
import { encodePercent } from '@/lib/domain/signature-doctor/raw-query'

const dataOptions = new Set(['--data', '--data-raw', '--data-binary', '--data-ascii', '--json', '-d'])
const formOptions = new Set(['--form', '--form-string', '-F'])
const shortWithValue = 'HdXFoAbcemuxwEKTUrCDQtyYz'
const longWithValue =
  /^--(?:header|data(?:-raw|-binary|-ascii|-urlencode)?|json|form(?:-string)?|url|request|output|max-time|connect-timeout|user-agent|cookie|cookie-jar|referer|user|proxy|write-out|cert|key|cacert|retry|resolve|interface|upload-file)$/

/** A request as `curl` would send it, copied from a shell, from Windows' cmd, or from a browser. */
export function readCurl(text: string): PastedRequest {
  const words = isWindowsCommand(text) ? splitWindows(text) : splitShell(text)
  const state: State = { url: '', headers: [], data: [], files: [], isGet: false }
  for (const { option, value } of readOptions(words.slice(1))) applyOption(state, option, value)
  const { headers } = readHeaderLines(state.headers)
  const body = state.data.join('')
  const query = state.isGet && body ? `${state.url.includes('?') ? '&' : '?'}${body}` : ''
  const [file] = state.files
  return {
    url: `${state.url}${query}`,
    headers,
    body: state.isGet ? '' : body,
    ...(file === undefined ? {} : { bodyFile: file }),
  }
}

type State = { url: string; headers: string[]; data: string[]; files: string[]; isGet: boolean }

function applyOption(state: State, option: string, value: string): void {
  const add = (text: string, separator = '&') => {
    if (state.data.length > 0) state.data.push(separator)
    state.data.push(text)
  }
  if (option === '' || option === '--url')
    state.url = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`
  else if (option === '-H' || option === '--header') state.headers.push(value)
  else if (option === '-G' || option === '--get') state.isGet = true
  else if (option === '--data-urlencode') add(encodePair(value))
  else if (formOptions.has(option)) add(encodePair(value.includes('=') ? value : `=${value}`))
  else if (dataOptions.has(option)) {
    if (value.startsWith('@') && option !== '--data-raw') state.files.push(value.slice(1))
    else add(value, option === '--json' ? '' : '&')
  }
}

function encodePair(value: string): string {
  const split = value.indexOf('=')
  const name = split > 0 ? `${value.slice(0, split)}=` : ''
  return `${name}${encodePercent(split < 0 ? value : value.slice(split + 1))}`
}

/** Options with their values, glued or apart; a word that isn't an option is the URL. */
function* readOptions(words: readonly string[]): Generator<{ option: string; value: string }> {
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? ''
    const next = () => {
      index += 1
      return words[index] ?? ''
    }
    if (word.startsWith('--')) {
      const split = word.indexOf('=')
      const name = split < 0 ? word : word.slice(0, split)
      if (split >= 0 && longWithValue.test(name)) yield { option: name, value: word.slice(split + 1) }
      else yield { option: word, value: longWithValue.test(word) ? next() : '' }
    } else if (word.startsWith('-') && word.length > 1) yield* readShort(word, next)
    else if (word !== '') yield { option: '', value: word }
  }
}

/** Short options of one word, such as -sXPOST or -H'a: b'. */
function* readShort(word: string, next: () => string): Generator<{ option: string; value: string }> {
  for (let at = 1; at < word.length; at += 1) {
    const letter = word[at] ?? ''
    if (shortWithValue.includes(letter)) {
      const glued = word.slice(at + 1)
      yield { option: `-${letter}`, value: glued || next() }
      return
    }
    yield { option: `-${letter}`, value: '' }
  }
}
