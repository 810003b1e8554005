/**
 * The Typst source of every report. Fixed text: nothing of a pack is pasted into it. Data comes as JSON in
 * `sys.inputs.doc` and is only ever shown as text. One font of ours (fonts/), no fallback, the date of the report.
 */
export const typstTemplate = `
#let d = json(bytes(sys.inputs.doc))
#let at = d.date
#set document(
  title: d.title,
  author: (),
  date: datetime(year: at.at(0), month: at.at(1), day: at.at(2), hour: at.at(3), minute: at.at(4), second: at.at(5)),
)
#set text(font: ("Remit Report Serif",), fallback: false, lang: d.language, size: 10pt, hyphenate: false)
#set par(justify: false, leading: 0.6em, spacing: 0.8em)
// Words with places to break are set as boxes side by side: a line may end between them, and copying adds no sign.
#let t(s) = if not s.contains("\u{200b}") { s } else {
  s.split(" ").map(w => if w.contains("\u{200b}") { w.split("\u{200b}").map(p => box(p)).join() } else { w }).join(" ")
}
#let mark = if d.watermark == none { none } else {
  rotate(-38deg, text(size: 58pt, weight: "bold", fill: rgb("#8a1c1c").transparentize(86%), d.watermark))
}
#set page(
  paper: "a4",
  margin: (x: 18mm, top: 18mm, bottom: 22mm),
  background: mark,
  footer: context {
    set text(size: 7.5pt, fill: luma(35%))
    grid(columns: (1fr, auto), column-gutter: 8mm, t(d.footer), [#counter(page).display() / #counter(page).final().first()])
  },
)
#for a in d.attachments {
  pdf.attach(a.name, bytes(sys.inputs.at("file-" + a.name)), relationship: a.relationship, mime-type: a.mediaType, description: a.description)
}
#show heading: set block(sticky: true)
#show heading.where(level: 1): it => block(above: 1.6em, below: 0.8em, width: 100%, stroke: (bottom: 0.8pt), inset: (bottom: 3pt), text(size: 15pt, it.body))
#show heading.where(level: 2): it => block(above: 1.2em, below: 0.6em, text(size: 12pt, it.body))
#show heading.where(level: 3): it => block(above: 1em, below: 0.5em, text(size: 10.5pt, it.body))
#show figure: set block(breakable: true)
#show figure.where(kind: "diagram"): set block(breakable: false)
#show figure: set align(left)
#show figure.caption: it => block(below: 0.4em, sticky: true, text(size: 9pt, weight: "bold", it.body))
#set figure.caption(position: top)
#set table(stroke: 0.5pt + luma(55%), inset: 4pt, align: left + top)
#show table: set text(size: 8.5pt)
#show table: set par(leading: 0.5em)

#let code(parts) = { set text(size: 0.92em); for part in parts { if part == "\n" { linebreak() } else { box(part) } } }
#let cell(c) = if type(c) == str { t(c) } else { code(c.code) }
// A row stays on one sheet, unless it may be taller than one.
#let kept(c) = table.cell(breakable: if type(c) == str { c.len() > 900 } else { c.code.len() > 60 }, cell(c))
#let facts(rows) = table(
  columns: (1fr, 3fr),
  ..rows.map(((name, value)) => (table.cell(fill: luma(95%), strong(t(name))), kept(value))).flatten(),
)
#let grid-table(g) = figure(kind: table, supplement: none, numbering: none, caption: t(g.caption), {
  table(
    columns: g.widths.map(w => w * 1fr),
    table.header(..g.head.map(h => table.cell(fill: luma(92%), strong(t(h))))),
    ..g.rows.flatten().map(kept),
  )
  if g.left != none { text(size: 8.5pt, t(g.left)) }
})
#let tones = (
  declared: rgb("#e8eef7"), decision: rgb("#f3efe2"), oversight: rgb("#f0e6f2"), effect: rgb("#e6f2ea"), verdict: rgb("#f7ecec"),
  model: rgb("#e4f1f4"),
)
#let arrow(label) = grid(
  columns: (1fr, auto, 1fr), column-gutter: 6pt, align: (right, center, left + horizon),
  [], pdf.artifact(box(width: 8pt, height: 22pt, {
    place(top + left, dx: 4pt, line(start: (0pt, 0pt), end: (0pt, 16pt), stroke: 0.8pt))
    place(top + left, polygon(fill: black, (1pt, 15pt), (7pt, 15pt), (4pt, 22pt)))
  })),
  text(size: 8.5pt, style: "italic", t(label)),
)
// One that is taller than a sheet may be broken between boxes.
#let diagram(g) = figure(kind: if g.steps.len() > 9 { "long-diagram" } else { "diagram" }, supplement: none, numbering: none, caption: t(g.title), alt: g.alt, block(breakable: g.steps.len() > 9, width: 100%, {
  set par(spacing: 0.4em)
  for (n, s) in g.steps.enumerate() {
    if n > 0 { block(above: 0pt, below: 0pt, arrow(s.label)) }
    block(above: 0pt, below: 0pt, width: 100%, fill: tones.at(s.tone), stroke: 0.7pt, radius: 2pt, inset: 6pt, {
      text(size: 9.5pt, weight: "bold", t(s.head))
      for l in s.lines { linebreak(); text(size: 8.5pt, t(l)) }
    })
  }
}))

#text(size: 24pt, weight: "bold", title())
#text(size: 12pt, t(d.subtitle))
#if d.watermark != none { block(above: 1em, text(size: 12pt, weight: "bold", fill: rgb("#8a1c1c"), d.watermark)) }

// A sentence that introduces a diagram or a table goes to the next sheet with it, and takes its heading along.
#let leads(n) = n + 1 < d.blocks.len() and d.blocks.at(n + 1).kind in ("diagram", "table", "facts")

#for (n, b) in d.blocks.enumerate() {
  if b.kind == "heading" { heading(level: b.level, t(b.text)) }
  if b.kind == "text" { if leads(n) { block(sticky: true, par(t(b.text))) } else { par(t(b.text)) } }
  if b.kind == "notice" { block(width: 100%, fill: rgb("#faf0f0"), stroke: (left: 2.5pt + rgb("#8a1c1c")), inset: 7pt, t(b.text)) }
  if b.kind == "list" { list(..b.items.map(cell)) }
  if b.kind == "facts" { facts(b.rows) }
  if b.kind == "table" { grid-table(b.table) }
  if b.kind == "diagram" { diagram(b.diagram) }
  if b.kind == "contents" { outline(depth: 1, title: none) }
  if b.kind == "pagebreak" { pagebreak(weak: true) }
}
`;
