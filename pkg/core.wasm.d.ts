/** The compiled engine, where the host's bundler turns a `.wasm` import into a module (Workers do). */
declare const module: WebAssembly.Module;
export default module;
