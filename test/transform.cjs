// Lets jest read TypeScript, and packages that ship ES modules only: esbuild makes CommonJS of both.
const { transformSync } = require('esbuild');

exports.process = (source, file) => {
  const { code } = transformSync(source, {
    loader: file.endsWith('.ts') ? 'ts' : 'js',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    sourcefile: file,
  });
  return { code };
};
