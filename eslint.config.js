import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import typescript from 'typescript-eslint';

/** Ways to turn text into elements: the page shows hostile text, so it may use none of them. */
const HTML_FROM_TEXT = [
  'innerHTML',
  'outerHTML',
  'insertAdjacentHTML',
  'setHTMLUnsafe',
  'createContextualFragment',
  'parseHTMLUnsafe',
  'parseFromString',
  'srcdoc',
  'write',
  'writeln',
].join('|');

/** @type {Record<string, 'error' | 'off'>} */
const rulesForAll = {
  eqeqeq: 'error',
  'no-console': 'off',
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-new-func': 'error',
  'prefer-const': 'error',
};

export default defineConfig(
  globalIgnores([
    '**/node_modules/',
    '**/dist/',
    'target/',
    'pkg/wasm/',
    'pkg/src/generated/',
    'pkg/core.wasm.d.ts',
    '**/.wrangler/',
    'test-results/',
  ]),

  {
    files: ['**/*.{js,mjs}'],
    extends: [eslint.configs.recommended],
    rules: {
      ...rulesForAll,
      // The type checker knows what is defined in which host.
      'no-undef': 'off',
    },
  },

  {
    files: ['**/*.ts'],
    extends: [eslint.configs.recommended, typescript.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...rulesForAll,
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Options and answers come from JavaScript and from the network: the checks against their types are needed.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },

  {
    files: ['tests/**/*.ts'],
    rules: {
      // A test may say that a value is there, and fails when it is not.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // It stands in for asynchronous hosts.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
    },
  },

  {
    files: ['pkg/src/**/*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'AwaitExpression:not(:function AwaitExpression)',
          message: 'Top-level await breaks require() of the package.',
        },
      ],
    },
  },
  {
    files: ['pkg/src/**/*.ts'],
    ignores: ['pkg/src/entry.*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['**/entry.*'], message: 'Only a host chooses an entry, through the exports map.' },
          ],
        },
      ],
    },
  },

  {
    files: ['www/**/*.{ts,js,mjs}', 'examples/**/*.{ts,js,mjs}'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: `MemberExpression[property.name=/^(${HTML_FROM_TEXT})$/]`,
          message: 'Build elements and set textContent; never make HTML from text.',
        },
        {
          selector: `MemberExpression[property.value=/^(${HTML_FROM_TEXT})$/]`,
          message: 'Build elements and set textContent; never make HTML from text.',
        },
      ],
    },
  },
);
