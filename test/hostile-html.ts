/** Elements that browsers open again and again, or keep open: each makes more of itself than it is. */
export const hostileHtml: Record<string, (length: number) => string> = {
  'unclosed elements': (length) => '<b>'.repeat(length / 3),
  'formatting that each paragraph opens again': (length) => '<b><p>'.repeat(length / 6),
  'formatting that differs each time': (length) => repeat(length, (index) => `<b a=${index}><p>`),
  'paragraphs that leave their formatting open': (length) =>
    repeat(length, (index) => `<p><b a=${index}></p>`),
  'fonts around blocks': (length) => repeat(length, (index) => `<font a=${index}><div>x`),
  'a long attribute, opened again': (length) =>
    `<a href="${'x'.repeat(length / 2)}">${'<p>'.repeat(length / 6)}`,
  'formatting closed in the wrong order': (length) =>
    `${'<a><b><i><u><s><em>'.repeat(length / 38)}${'<div></a></b>'.repeat(length / 26)}`,
  'tables in tables': (length) => '<table><tr><td>'.repeat(length / 15),
  'text that a table throws out': (length) => `<table>${'a<b>'.repeat(length / 4)}`,
  'nobr and links, which close their own kind': (length) => '<nobr>x<a href=y>'.repeat(length / 17),
  'lists in lists': (length) => '<ul><li>'.repeat(length / 8),
  'drawings in drawings': (length) => '<svg><g>'.repeat(length / 8),
  'templates in templates': (length) => '<template>'.repeat(length / 10),
  'buttons and selects': (length) => '<button><select><option>'.repeat(length / 24),
  'end tags of nothing': (length) => '</b></x></p>'.repeat(length / 12),
  'attributes without end': (length) => `<b ${repeat(length, (index) => `a${index} `)}>`,
  'signs that are escaped': (length) => '&<'.repeat(length / 2),
}

function repeat(length: number, make: (index: number) => string): string {
  let text = ''
  for (let index = 0; text.length < length; index += 1) text += make(index)
  return text
}
