// The picture for the README: a cold verification as a multiple of Claimgate's, by runtime.

import * as echarts from 'echarts';

const SIZE = { width: 760, height: 420 };

/** The libraries of the picture, by the names that results have; only Node has all of them. */
const LIBRARIES = ['claimgate', 'jose', 'fast-jwt', 'aws-jwt-verify', 'hono/jwt'];
const COLOURS = ['#1f6feb', '#8b949e', '#b08800', '#2da44e', '#bc4c00'];

/** @param {any} results what latest.json holds @returns {string} SVG */
export function chart(results) {
  const runtimes = runtimesOf(results);
  const drawing = echarts.init(null, null, { renderer: 'svg', ssr: true, ...SIZE });
  drawing.setOption({
    animation: false,
    color: COLOURS,
    backgroundColor: '#ffffff',
    title: {
      text: 'Time of one verification, Claimgate = 1 (shorter is faster)',
      subtext: 'RS256, RSA-2048, 1.2 KB, no cache of verdicts; medians of one run, npm run bench',
      left: 'center',
    },
    legend: { bottom: 4, itemGap: 28 },
    grid: { left: 110, right: 60, top: 76, bottom: 60 },
    xAxis: { type: 'value', axisLabel: { formatter: '{value} x' } },
    yAxis: { type: 'category', inverse: true, data: runtimes.map(({ name }) => name) },
    series: LIBRARIES.map((library) => ({
      type: 'bar',
      name: library,
      data: runtimes.map(({ ratios }) => ratios[library] ?? null),
      label: { show: true, position: 'right', formatter: ({ value }) => value?.toFixed(2) ?? '' },
    })),
  });
  const svg = drawing.renderToSVGString();
  drawing.dispose();
  return `${svg}\n`;
}

function runtimesOf({ node, workerd, chromium }) {
  return [
    ...node.map(({ major, libraries }) => runtime(`Node ${major}`, libraries.cold)),
    ...(workerd ? [runtime('workerd', workerd.results)] : []),
    ...(chromium ? [runtime('Chromium', chromium.results)] : []),
  ];
}

function runtime(name, results) {
  // Where caches are compared in the same list, the name says that this is without.
  const time = (library) =>
    results.find((result) => result.name === library || result.name === `${library}, cold`)?.microseconds;
  const own = time('claimgate');
  const measured = LIBRARIES.filter((library) => time(library) !== undefined);
  return { name, ratios: Object.fromEntries(measured.map((library) => [library, time(library) / own])) };
}
