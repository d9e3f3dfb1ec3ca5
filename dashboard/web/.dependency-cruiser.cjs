/** The layers: api → state → components → pages. An arrow the other way, or a cycle, fails `npm run check`. */
/** @param {string} from @param {string[]} to */
const forbid = (from, to) => ({
  name: `${from} uses none of ${to.join(', ')}`,
  severity: 'error',
  from: { path: `^src/${from}/` },
  to: { path: `^src/(${to.join('|')})(/|\\.)` },
})

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no unresolvable import', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no test code in the product',
      severity: 'error',
      from: { path: '^src' },
      to: { path: '^tests' },
    },
    forbid('api', ['state', 'components', 'pages', 'i18n', 'router', 'main', 'App']),
    forbid('i18n', ['api', 'state', 'components', 'pages', 'router', 'main', 'App']),
    forbid('state', ['components', 'pages', 'router', 'main', 'App']),
    forbid('components', ['pages', 'router', 'main', 'App']),
    forbid('pages', ['router', 'main', 'App']),
    {
      name: 'echarts only in the lazily loaded chart',
      severity: 'error',
      from: { pathNot: '^src/components/chart/' },
      to: { path: 'node_modules/echarts' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.app.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
