// Draws an account's equity and balance (Lightweight Charts, a global of its own script) from the numbers that the
// server gives, and again when they change. Without this script the table beneath stands open with the same figures.
(() => {
  const place = document.getElementById("curve");
  const library = window.LightweightCharts;
  if (!place || !library) return;
  const { createChart, LineSeries, LineStyle, CrosshairMode } = library;
  const table = document.getElementById("curve-table");
  const card = document.getElementById("curve-card");
  const EVERY = 60000;
  let chart = null, lines = {}, asked = 0;

  // Colours are worked out by the style sheet, whatever the theme: the keys of the legend have them.
  const stroke = (name) => {
    const key = card.querySelector(`.legend .${name}`);
    return key ? getComputedStyle(key).stroke : "";
  };
  const looks = () => {
    const credit = getComputedStyle(document.getElementById("curve-credit"));
    const line = getComputedStyle(card).borderTopColor;
    return {
      layout: {
        // The makers are named beneath, in words: their logo would need a style of its own, which pages here refuse.
        attributionLogo: false, background: { type: "solid", color: "transparent" }, textColor: credit.color,
        fontFamily: credit.fontFamily, fontSize: 12,
      },
      grid: { vertLines: { visible: false }, horzLines: { color: line } },
      rightPriceScale: { borderVisible: false, entireTextOnly: true, scaleMargins: { top: .1, bottom: .1 } },
      timeScale: { borderColor: line },
      crosshair: { mode: CrosshairMode.Magnet },
    };
  };

  const written = (value) =>
    value.toLocaleString("en-GB", { minimumFractionDigits: 2, maximumFractionDigits: 2 }).replace("-", "−");

  const begin = () => {
    place.hidden = false;
    document.getElementById("curve-credit").hidden = false;
    table.open = false;
    chart = createChart(place, {
      ...looks(), autoSize: true, handleScroll: { vertTouchDrag: false }, handleScale: { mouseWheel: false },
      localization: { priceFormatter: written, locale: "en-GB" },
    });
    const common = { lineWidth: 2, priceLineVisible: false, lastValueVisible: true };
    lines = {
      balance: chart.addSeries(LineSeries, { ...common, color: stroke("s2"), lineStyle: LineStyle.Dashed }),
      equity: chart.addSeries(LineSeries, { ...common, color: stroke("s1") }),
    };
  };

  const draw = (numbers) => {
    const first = chart === null;
    if (first) begin();
    chart.applyOptions({ timeScale: { timeVisible: !numbers.by_day, secondsVisible: false } });
    for (const name of ["balance", "equity"]) {
      // Two figures within one second are one: the later.
      const told = new Map(numbers[name].map(([time, value]) => [time, { time, value: Number(value) }]));
      lines[name].setData([...told.values()]);
    }
    if (first) chart.timeScale().fitContent();
    place.setAttribute("aria-label", numbers.sentence);
  };

  const look = async () => {
    asked = Date.now();
    try {
      const answer = await fetch(place.dataset.numbers, { headers: { Accept: "application/json" } });
      if (answer.ok && (answer.headers.get("Content-Type") ?? "").startsWith("application/json")) draw(await answer.json());
    } catch { /* what is drawn stays; the rest of the page says that there is no connection */ }
  };

  const recolour = () => {
    if (!chart) return;
    chart.applyOptions(looks());
    lines.equity.applyOptions({ color: stroke("s1") });
    lines.balance.applyOptions({ color: stroke("s2") });
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
  new MutationObserver(recolour).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });

  place.addEventListener("live", () => { if (Date.now() - asked > EVERY / 4) look(); });
  setInterval(() => { if (!document.hidden) look(); }, EVERY);
  look();
})();
