import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      '.venv',
      'dist/',
      'node_modules/',
      'max-for-live/source/node-script/',
      'max-for-live/source/device/',
      'models/',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js', '.dependency-cruiser.cjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Typed arrays are read in inner loops whose bounds are the array's own length: there "!" states
      // that invariant, and a run-time check per sample would be paid for every frame.
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
      ],
      'max-lines': ['error', { max: 350, skipComments: true, skipBlankLines: true }],
    },
  },
  {
    // what others say reaches a terminal through one place, which makes it visible
    files: ['src/**/*.ts'],
    ignores: [
      'src/cli/console.ts',
      'src/cli/standard-outputs.ts',
      'src/log-output.ts',
      'src/cli/progress-bar.ts',
      'src/log.ts',
    ],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'stdout', message: 'Write through cli/console.' },
        { object: 'process', property: 'stderr', message: 'Write through cli/console or the log.' },
      ],
    },
  },
  {
    // type tests: nothing in them runs, types are all they are for
    files: ['test/types/*.test-d.ts'],
    rules: {
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      '@typescript-eslint/no-unused-vars': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.cjs'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { 'no-restricted-syntax': 'off', 'no-undef': 'off' },
  },
);
