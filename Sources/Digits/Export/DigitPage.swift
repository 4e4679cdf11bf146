/// The page on which exported digits can be browsed and filtered.
enum DigitPage {
    static let mark = "<!DOCTYPE html>\n<html lang=\"en\">\n<meta name=\"generator\" content=\"Labbook\">"

    /// The page: its data, style and script are inside, the pictures beside it.
    static func html(_ index: DigitIndex) -> String {
        var rows = ""
        rows.reserveCapacity(index.records.count * 48)
        for record in index.records {
            rows += rows.isEmpty ? "[" : ",\n["
            rows += record.file.quoted
            rows += ","
            rows += String(record.index)
            rows += ","
            rows += record.split.quoted
            rows += ","
            rows += record.label.map { String($0) } ?? "null"
            if let prediction = record.prediction {
                rows += "," + String(prediction.label)
                if let confidence = prediction.confidence { rows += ",\(confidence)" }
            }
            rows += "]"
        }
        let title = index.title.escapedForHTML
        return """
            \(mark)
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title)</title>
            <style>\(style)</style>
            <header>
            <h1>\(title)</h1>
            <form id="filters">
            <label>split <select name="split"><option value="">all</option></select></label>
            <label>label <select name="label"><option value="">all</option></select></label>
            <label>predicted <select name="prediction"><option value="">all</option></select></label>
            <label><input type="checkbox" name="wrong"> only mistakes</label>
            <label>index <input name="index" inputmode="numeric" size="7" placeholder="from"></label>
            <label>order <select name="order"><option value="">as exported</option>
            <option value="sure">surest first</option><option value="unsure">least sure first</option></select></label>
            </form>
            <p id="count" role="status"></p>
            </header>
            <main id="digits"></main>
            <nav><button id="more" type="button">Show more</button></nav>
            <noscript><p>The page needs JavaScript to show the pictures; digits.csv lists them.</p></noscript>
            <script>
            const rows = [
            \(rows)
            ];
            \(script)
            </script>
            </html>

            """
    }

    private static let style = """

        :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif;
          --ink: light-dark(#1b1f24, #e9ebee); --muted: light-dark(#59616c, #a3abb6);
          --ground: light-dark(#fff, #15181d); --line: light-dark(#d9dde3, #2b3038);
          --edge: light-dark(#8b939e, #68717d); --accent: light-dark(#0b6152, #74d0ba);
          --wrong: light-dark(#c0321f, #ff7a66); }
        body { margin: 0 auto; max-width: 76rem; padding: 0 1rem 3rem; color: var(--ink); background: var(--ground); }
        header { position: sticky; top: 0; background: var(--ground); border-bottom: 1px solid var(--line); }
        h1 { font-size: 1.3rem; margin: .8rem 0 .4rem; }
        form { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1.4rem; }
        label { display: flex; align-items: center; gap: .45rem; color: var(--muted); }
        /* What there is nothing to choose from is no choice. */
        label:has(:disabled) { display: none; }
        select, input:not([type=checkbox]), button { box-sizing: border-box; height: 2rem; padding: 0 .5rem; font: inherit;
          color: var(--ink); background: var(--ground); border: 1px solid var(--edge); border-radius: 5px; }
        button { padding: 0 1rem; cursor: pointer; }
        [type=checkbox] { width: 1.05rem; height: 1.05rem; margin: 0; accent-color: var(--accent); }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
        #count { color: var(--muted); margin: .5rem 0 .6rem; }
        main { display: grid; grid-template-columns: repeat(auto-fill, minmax(5.2rem, 1fr)); gap: .8rem; padding: 1rem 0; }
        figure { margin: 0; text-align: center; }
        figure img { width: 4.5rem; height: 4.5rem; object-fit: contain; image-rendering: pixelated;
          border: 1px solid var(--line); }
        figure.wrong img { border-color: var(--wrong); outline: 2px solid var(--wrong); }
        figcaption { font-size: .8rem; color: var(--muted); line-height: 1.3; }
        figure.wrong b { color: var(--wrong); }

        """

    /// Filters live in the address, so that a view can be linked to.
    private static let script = """
        const form = document.getElementById('filters'), grid = document.getElementById('digits');
        const more = document.getElementById('more'), count = document.getElementById('count');
        const step = 240;
        let chosen = [], shown = 0;
        const wrong = row => row[3] !== null && row[4] !== undefined && row[4] !== row[3];
        function fill(name, column) {
          const values = [...new Set(rows.map(row => row[column]).filter(value => value != null))];
          values.sort((a, b) => a > b ? 1 : -1);
          for (const value of values) form[name].add(new Option(value));
          form[name].disabled = values.length < 2;
        }
        fill('split', 2); fill('label', 3); fill('prediction', 4);
        form.wrong.disabled = !rows.some(row => row[4] !== undefined);
        form.order.disabled = !rows.some(row => row[5] !== undefined);
        for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
          if (name === 'wrong') form.wrong.checked = true; else if (form[name]) form[name].value = value;
        }
        function append() {
          for (const row of chosen.slice(shown, shown + step)) {
            const [file, index, split, label, prediction, confidence] = row;
            const figure = document.createElement('figure'), image = new Image(), caption = document.createElement('figcaption');
            image.loading = 'lazy';
            image.src = encodeURIComponent(file);
            image.alt = label === null ? `${split} ${index}` : `${split} ${index}, label ${label}`;
            const name = document.createElement('b');
            name.textContent = prediction === undefined ? label ?? '' : `${label ?? '?'} → ${prediction}`;
            caption.append(name, document.createElement('br'), `${split} ${index}`);
            if (confidence !== undefined) caption.append(document.createElement('br'), `${(100 * confidence).toFixed(1)} %`);
            if (wrong(row)) figure.className = 'wrong';
            figure.append(image, caption);
            grid.append(figure);
          }
          shown = Math.min(shown + step, chosen.length);
          more.hidden = shown >= chosen.length;
          count.textContent = `${chosen.length.toLocaleString('en')} of ${rows.length.toLocaleString('en')} digits`;
        }
        function filter() {
          const from = parseInt(form.index.value), is = (name, value) => !form[name].value || form[name].value === String(value);
          chosen = rows.filter(row => is('split', row[2]) && is('label', row[3]) && is('prediction', row[4])
            && (!form.wrong.checked || wrong(row)) && !(row[1] < from));
          const sign = { sure: -1, unsure: 1 }[form.order.value];
          if (sign) chosen.sort((a, b) => sign * ((a[5] ?? -1) - (b[5] ?? -1)));
          const state = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
          history.replaceState(null, '', '#' + state);
          grid.replaceChildren(); shown = 0; append();
        }
        form.addEventListener('input', filter);
        form.addEventListener('submit', event => event.preventDefault());
        more.addEventListener('click', append);
        filter();
        """
}

extension String {
    fileprivate var escapedForHTML: String {
        var text = ""
        for character in self {
            switch character {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            default: text.append(character)
            }
        }
        return text
    }
}
