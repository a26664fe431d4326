/* A table that sorts by any column and keeps only the rows that hold what is typed.
   columns: [title, value(row), text(value)]; the first one is the row's name. */
function sortableTable(parent, spec) {
  const id = spec.id, tools = el("div", null, { "class": "pick" }), find = el("input", null, { type: "search", autocomplete: "off",
    id: "filter-" + id, placeholder: spec.placeholder });
  tools.appendChild(el("label", "Find", { "for": "filter-" + id }));
  tools.appendChild(find);
  const scroll = el("div", null, { "class": "scroll", role: "region", "aria-label": spec.title, tabindex: "0" });
  const table = el("table"), head = el("tr"), body = el("tbody"), note = el("p", null, { "class": "small soft" });
  table.appendChild(el("thead")).appendChild(head);
  table.appendChild(body);
  scroll.appendChild(table);
  if (spec.text) parent.appendChild(el("p", spec.text, { "class": "small soft" }));
  [tools, scroll, note].forEach(node => parent.appendChild(node));
  let sorted = spec.sorted, ascending = false, shownRows = [];
  const isText = column => !column[2];
  spec.columns.forEach((column, i) => {
    const th = el("th", null, { scope: "col", "class": isText(column) ? "text" : "" }), button = el("button", column[0], { type: "button" });
    button.onclick = () => { ascending = sorted === i ? !ascending : isText(column); sorted = i; fill(); };
    th.appendChild(button);
    head.appendChild(th);
  });
  function compare(a, b) {
    const value = spec.columns[sorted][1], u = value(a.row), v = value(b.row);
    const none = x => x === null || x === undefined;
    if (none(u) || none(v)) return none(u) === none(v) ? a.index - b.index : none(u) ? 1 : -1;
    return u === v ? a.index - b.index : (u < v ? -1 : 1) * (ascending ? 1 : -1);
  }
  function fill() {
    [].forEach.call(head.children, (th, i) => {
      if (i === sorted) th.setAttribute("aria-sort", ascending ? "ascending" : "descending"); else th.removeAttribute("aria-sort");
    });
    const wanted = find.value.trim().toLowerCase().split(/\s+/);
    const rows = spec.rows.map((row, index) => ({ row: row, index: index })).sort(compare)
      .filter(entry => { const text = spec.searched(entry.row).toLowerCase(); return wanted.every(word => text.indexOf(word) >= 0); });
    clear(body);
    shownRows = [];
    rows.forEach(entry => {
      const tr = el("tr");
      shownRows.push([tr, entry.row]);
      spec.columns.forEach((column, c) => {
        const value = column[1](entry.row);
        const cell = el(c ? "td" : "th", null, c ? isText(column) ? { "class": "text" } : {} : { scope: "row", "class": "text" });
        const text = isText(column) ? value : column[2](value, entry.row);
        if (c === 0 && spec.canChoose && spec.canChoose(entry.row)) {
          const button = el("button", text, { type: "button" });
          button.onclick = () => spec.onChoose(entry.row);
          cell.appendChild(button);
        } else cell.textContent = text === null || text === undefined ? "–" : text;
        if (column[3] && column[3](entry.row)) cell.classList.add("bad");
        tr.appendChild(cell);
      });
      body.appendChild(tr);
    });
    note.textContent = (rows.length < spec.rows.length ? rows.length + " of these " + plural(spec.rows.length, "row") + ". " : "") + (spec.note || "");
    markChosen();
  }
  function markChosen() {
    shownRows.forEach(([tr, row]) => {
      if (spec.isChosen && spec.isChosen(row)) tr.setAttribute("aria-current", "true"); else tr.removeAttribute("aria-current");
    });
  }
  find.oninput = fill;
  fill();
  return { markChosen: markChosen };
}
