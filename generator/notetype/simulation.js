// The recorded run of a simulation, as JSON in data-trace, in; a figure that answers to sliders out.
// It only draws what was recorded. Two braces in a row would be a field of the template, so none stand here.
(() => {
  const WIDTH = 360, HEIGHT = 210;
  const shape = (name, attributes, text) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const element = (name, properties, ...inside) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...inside);
    return made;
  };
  const colour = at => "dw-colour-" + at % 6;
  const short = value => Number(value).toLocaleString("en", { maximumSignificantDigits: 3 });
  const scale = (values, from, to) => {
    const low = Math.min(...values), high = Math.max(...values);
    return value => from + (to - from) * (high > low ? (value - low) / (high - low) : 0.5);
  };

  // Lines over time, drawn as far as the slider has come.
  const series = {
    begin: last => last,
    frames: run => run.x.length,
    draw(run, choice, frame) {
      const all = choice.lines.flatMap(line => line.y);
      const x = scale(run.x, 34, WIDTH - 8), y = scale([0, ...all], HEIGHT - 34, 22);
      const parts = [shape("path", { d: `M34 22V${HEIGHT - 34}H${WIDTH - 8}`, class: "dw-axis" })];
      for (const [at, tick] of [0, Math.max(...all)].entries())
        parts.push(shape("text", { x: 30, y: y(tick) + 4, class: "dw-end" }, short(tick)));
      parts.push(shape("text", { x: WIDTH - 8, y: HEIGHT - 20, class: "dw-end" }, `${run.xlabel} ${short(run.x.at(-1))}`));
      choice.lines.forEach((line, at) => {
        const points = line.y.slice(0, frame + 1).map((value, time) => `${x(run.x[time])},${y(value)}`);
        parts.push(shape("polyline", { points: points.join(" "), class: "dw-line " + colour(at) }));
        parts.push(shape("text", { x: 34 + at * 165, y: HEIGHT - 4, class: colour(at) }, "\u25a0 " + line.label));
      });
      for (const mark of choice.marks || [])
        if (mark.x <= run.x[frame]) {
          parts.push(shape("path", { d: `M${x(mark.x)} 16V${HEIGHT - 34}`, class: "dw-mark" }));
          parts.push(shape("text", { x: x(mark.x), y: 12, class: "dw-middle" }, mark.label));
        }
      return parts;
    },
    say: (run, choice, frame) =>
      `${run.xlabel} ${short(run.x[frame])}. ` + choice.lines.map(line => `${line.label}: ${short(line.y[frame])}`).join("; "),
  };

  // Two places, moved a little to the left of the way between them, so that there and back are two ways.
  const aside = ([x1, y1], [x2, y2]) => {
    const far = Math.hypot(x2 - x1, y2 - y1) || 1, [dx, dy] = [(y2 - y1) / far * 8, (x1 - x2) / far * 8];
    return [[x1 + dx, y1 + dy], [x2 + dx, y2 + dy]];
  };

  // A head that points from one place to another, two thirds of the way.
  const arrow = (x1, y1, x2, y2) => {
    const far = Math.hypot(x2 - x1, y2 - y1) || 1, [ux, uy] = [(x2 - x1) / far, (y2 - y1) / far];
    const [x, y] = [x1 + (x2 - x1) * 0.55 + ux * 16, y1 + (y2 - y1) * 0.55 + uy * 16];
    return `M${x} ${y}L${x - ux * 9 - uy * 6} ${y - uy * 9 + ux * 6}L${x - ux * 9 + uy * 6} ${y - uy * 9 - ux * 6}Z`;
  };

  // Workers on a ring: what each holds of every chunk, and what it sends to the next.
  const ring = {
    begin: last => Math.ceil(last / 2),
    frames: (run, choice) => choice.steps.length,
    draw(run, choice, frame) {
      const { holds, sends } = choice.steps[frame], workers = holds.length, parts = [];
      const place = worker => {
        const turn = 2 * Math.PI * worker / workers - Math.PI / 2;
        return [WIDTH / 2 + 140 * Math.cos(turn), HEIGHT / 2 + 72 * Math.sin(turn)];
      };
      for (const send of sends) {
        const [[x1, y1], [x2, y2]] = aside(place(send.from), place(send.to)), [x, y] = [x1 + (x2 - x1) * 0.55, y1 + (y2 - y1) * 0.55];
        parts.push(shape("path", { d: `M${x1} ${y1}L${x2} ${y2}`, class: "dw-line " + colour(send.chunk) }));
        parts.push(shape("path", { d: arrow(x1, y1, x2, y2), class: "dw-fill " + colour(send.chunk) }));
        parts.push(shape("circle", { cx: x, cy: y, r: 8, class: "dw-fill " + colour(send.chunk) }));
        parts.push(shape("text", { x, y: y + 4, class: "dw-middle dw-on" }, send.chunk + 1));
      }
      holds.forEach((chunks, worker) => {
        const [x, y] = place(worker), wide = 44 / chunks.length;
        parts.push(shape("text", { x, y: y + (y > HEIGHT / 2 + 1 ? 30 : -21), class: "dw-middle" }, worker + 1));
        parts.push(shape("rect", { x: x - 26, y: y - 17, width: 52, height: 34, rx: 5, class: "dw-box" }));
        chunks.forEach((held, chunk) => {
          const high = 26 * held / workers;
          const at = { x: x - 22 + chunk * wide, y: y + 13 - high, width: wide - 1, height: high };
          parts.push(shape("rect", { ...at, class: "dw-fill " + colour(chunk) }));
        });
      });
      return parts;
    },
    say: (run, choice, frame) => choice.steps[frame].say,
  };

  // What each device does when, up to the slider.
  const schedule = {
    begin: last => last,
    frames: (run, choice) => Math.ceil(Math.max(...choice.bars.map(bar => bar.end))) + 1,
    draw(run, choice, frame) {
      const end = Math.max(...choice.bars.map(bar => bar.end)), high = (HEIGHT - 20) / run.stages;
      const x = scale([0, end], 26, WIDTH - 4), parts = [];
      for (let stage = 0; stage < run.stages; stage++)
        parts.push(shape("text", { x: 20, y: 10 + high * (stage + 0.5) + 4, class: "dw-end" }, stage + 1));
      for (const bar of choice.bars) {
        if (bar.start >= frame) continue;
        const box = { x: x(bar.start), y: 12 + high * bar.stage, width: x(bar.end) - x(bar.start) - 1, height: high - 4 };
        parts.push(shape("rect", { ...box, rx: 2, class: "dw-fill " + colour(bar.label[0] === "B" ? 1 : 0) }));
        if (box.width > 15)
          parts.push(shape("text", { x: box.x + box.width / 2, y: box.y + high / 2 + 2, class: "dw-middle dw-on" }, bar.label));
      }
      parts.push(shape("path", { d: `M${x(frame)} 6V${HEIGHT - 6}`, class: "dw-mark" }));
      return parts;
    },
    say: (run, choice) => choice.say,
  };

  const KINDS = { series, ring, schedule };

  const slider = (label, most, value, changed) => {
    const input = element("input", { type: "range", min: 0, max: most, value });
    input.addEventListener("input", changed);
    return [element("label", {}, label, input), input];
  };

  const show = box => {
    const run = JSON.parse(box.dataset.trace), kind = KINDS[run.kind], figure = box.parentNode.querySelector(":scope > svg");
    const picture = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" });
    const said = element("p", { className: "dw-said" });
    const chosen = () => run.choices[Number(which.value)];
    const update = () => {
      picture.replaceChildren(...kind.draw(run, chosen(), Number(time.value)));
      said.textContent = `${chosen().name}. ${kind.say(run, chosen(), Number(time.value))}`;
      picture.setAttribute("aria-label", said.textContent);
    };
    const last = () => kind.frames(run, chosen()) - 1;
    const [whichLabel, which] = slider(run.chooses, run.choices.length - 1, run.first || 0, () => {
      time.max = last();
      time.value = kind.begin(last());
      update();
    });
    const [timeLabel, time] = slider(run.moves, last(), kind.begin(last()), update);
    const play = element("button", { type: "button", textContent: "Play" });
    let clock = 0;
    const stop = () => {
      clearInterval(clock);
      clock = 0;
      play.textContent = "Play";
    };
    const tick = () => {
      if (!box.isConnected || Number(time.value) >= Number(time.max)) return stop();
      time.value = Number(time.value) + 1;
      update();
    };
    play.addEventListener("click", () => {
      if (clock) return stop();
      if (Number(time.value) >= Number(time.max)) time.value = 0;
      update();
      clock = setInterval(tick, Math.max(40, Math.min(900, 8000 / Number(time.max))));
      play.textContent = "Stop";
    });
    update();
    box.append(picture, said, element("div", { className: "dw-controls" }, whichLabel, timeLabel, play));
    figure.style.display = "none";
  };

  for (const box of document.querySelectorAll(".dw-trace:empty"))
    try {
      show(box);
    } catch {
      box.replaceChildren();
    }
})();
