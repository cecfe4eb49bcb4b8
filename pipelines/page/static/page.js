// Draws the charts of a page with ECharts, from the data that stands in the page; without it the tables say the same.
"use strict";

const style = getComputedStyle(document.documentElement);
const colour = (name) => style.getPropertyValue(`--${name}`).trim();
const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
const short = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact", maximumFractionDigits: 1 });
const said = (value) => (value === null || value === undefined ? "–" : grouped.format(value));

function options(data) {
  const bars = data.kind === "bar";
  const ink = colour("ink"), soft = colour("soft"), edge = colour("edge"), sheet = colour("sheet");
  const text = { color: soft, fontFamily: getComputedStyle(document.body).fontFamily };
  const places = { type: "category", data: data.places, axisTick: { show: false }, axisLine: { lineStyle: { color: edge } }, axisLabel: { ...text, width: 190, overflow: "truncate" }, inverse: bars };
  const values = { type: "value", name: data.unit, nameTextStyle: text, scale: !bars, splitLine: { lineStyle: { color: edge } }, axisLabel: { ...text, formatter: (value) => short.format(value) } };
  return {
    animation: false,
    color: colour("series").split(",").map((name) => name.trim()),
    textStyle: text,
    grid: { left: 8, right: 24, top: data.series.length > 1 ? 56 : 34, bottom: 8, containLabel: true },
    legend: data.series.length > 1 ? { type: "scroll", top: 0, textStyle: { color: ink } } : undefined,
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, backgroundColor: sheet, borderColor: edge, textStyle: { color: ink }, axisPointer: { type: bars ? "shadow" : "line" }, valueFormatter: (value) => `${said(value)} ${data.unit}` },
    xAxis: bars ? values : places,
    yAxis: bars ? places : values,
    series: data.series.map((series, place) => ({
      type: data.kind,
      name: series.name,
      data: series.values,
      connectNulls: false,
      symbol: ["circle", "rect", "triangle", "diamond"][place % 4],
      symbolSize: 7,
      showAllSymbol: true,
      lineStyle: { width: 2, type: ["solid", "dashed", "dotted"][Math.floor(place / 4) % 3] },
      barMaxWidth: 18,
    })),
  };
}

for (const figure of document.querySelectorAll("[data-chart]")) {
  const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  figure.hidden = false;
  if (data.kind === "bar") figure.style.height = `${70 + 28 * data.places.length}px`;
  const chart = echarts.init(figure, null, { renderer: "canvas" });
  chart.setOption(options(data));
  new ResizeObserver(() => chart.resize()).observe(figure);
}
