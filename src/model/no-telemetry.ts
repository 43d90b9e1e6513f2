/**
 * No telemetry: Stemwright sends nothing to anybody, and neither does the runtime that it loads.
 *
 * onnxruntime keeps a device id and a database below the user's home and looks up a host to send them to, unless
 * ORT_DISABLE_TELEMETRY=1 is in the environment of the process when its library is loaded. A worker's `process.env` is a
 * copy that native code does not see: so this is imported by what starts a worker that loads onnxruntime, in the main
 * thread, and by what loads it. Child processes inherit it. The kit does the same (models/kit/stemwright_kit/__init__.py).
 */
process.env['ORT_DISABLE_TELEMETRY'] = '1';
