// The chart of docs/OPERATIONS.md: requests to the provider by the way keys are stored, and how soon a key that
// is rolled at once in the middle of a flood is found.

import * as echarts from 'echarts';

import { ISOLATES, LOCATIONS } from './fleet.mjs';

const WIDTH = 900;
const HEIGHT = 380;
const BARS = '#3b6ea8';
const BOUND = '#b3401f';

/** @returns {string} SVG */
export function chart({ stores, flood }) {
  const view = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  view.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: 'sans-serif' },
    title: [
      { text: 'Requests to the provider an hour', left: 10, top: 8, textStyle: { fontSize: 14 } },
      { text: 'Keys found when one is rolled at once, in a flood', left: 480, top: 8, textStyle: { fontSize: 14 } },
    ],
    grid: [
      { left: 150, top: 50, width: 270, height: 260 },
      { left: 520, top: 50, width: 350, height: 260 },
    ],
    ...axes(stores),
    series: [bars(stores), ...curves(flood)],
    legend: { data: flood.map(({ scenario }) => scenario.name), left: 520, bottom: 4 },
  });
  const svg = view.renderToSVGString();
  view.dispose();
  return `${svg}\n`;
}

function axes(stores) {
  const middle = { type: 'value', nameLocation: 'middle', nameGap: 28 };
  return {
    xAxis: [
      { ...middle, min: 0, gridIndex: 0, name: `of ${ISOLATES} isolates in ${LOCATIONS} locations` },
      { ...middle, min: 0, max: 35, gridIndex: 1, name: 'seconds since the isolate saw the first token' },
    ],
    yAxis: [
      { type: 'category', gridIndex: 0, inverse: true, data: stores.map(({ scenario }) => scenario.name) },
      { type: 'value', gridIndex: 1, min: 0, max: 100, axisLabel: { formatter: '{value} %' } },
    ],
  };
}

function bars(stores) {
  return {
    type: 'bar',
    xAxisIndex: 0,
    yAxisIndex: 0,
    itemStyle: { color: BARS },
    label: {
      show: true,
      position: 'right',
      backgroundColor: '#ffffff',
      formatter: ({ value }) => String(Number(value.toPrecision(3))),
    },
    data: stores.map(({ scenario, requests }) => requests.length / scenario.hours),
    markLine: {
      symbol: 'none',
      lineStyle: { color: BOUND, type: 'dashed' },
      label: { formatter: `bound: ${LOCATIONS}`, position: 'start', color: BOUND },
      data: [{ xAxis: LOCATIONS }],
    },
  };
}

function curves(flood) {
  return flood.map(({ scenario, record }, index) => {
    const waits = [...record.detection].sort((one, other) => one - other);
    return {
      type: 'line',
      name: scenario.name,
      xAxisIndex: 1,
      yAxisIndex: 1,
      step: 'end',
      showSymbol: false,
      lineStyle: { width: 3, type: index === 0 ? 'solid' : 'dashed' },
      data: [[0, 0], ...waits.map((wait, before) => [wait, (100 * (before + 1)) / waits.length]), [35, 100]],
    };
  });
}
