// Hands a request to the isolate that its path names.

export default {
  fetch: (request, env) => env[`ISOLATE${new URL(request.url).pathname.slice(1)}`].fetch(request),
};
